import Glibc

/// A port of 127.0.0.1, as calls on sockets take it.
enum LoopbackAddress {
    static func with<Answer>(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Answer
    ) -> Answer {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
