public struct Restart {}
