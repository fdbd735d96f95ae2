public struct Autoscaler {}
