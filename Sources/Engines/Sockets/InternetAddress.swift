import Glibc

/// An IPv4 address and a TCP port.
public struct InternetAddress: Hashable, Sendable {
    /// The four bytes, the first one highest: 127.0.0.1 is 0x7F00_0001.
    public let host: UInt32
    public let port: UInt16

    public init(host: UInt32, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `port` of 127.0.0.1.
    public static func loopback(_ port: UInt16) -> InternetAddress {
        InternetAddress(host: 0x7F00_0001, port: port)
    }

    /// Whether it is in 127.0.0.0/8 (RFC 1122 section 3.2.1.3).
    public var isLoopback: Bool { host >> 24 == 127 }

    /// Calls `body` with the structure that the socket calls take.
    func withSocketAddress<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// What a socket is bound to; nil for one that is bound to no IPv4 address.
    static func bound(to descriptor: Int32) -> InternetAddress? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        guard result == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
        return InternetAddress(
            host: UInt32(bigEndian: address.sin_addr.s_addr),
            port: UInt16(bigEndian: address.sin_port))
    }
}

extension InternetAddress: CustomStringConvertible {
    /// Such as `127.0.0.1:8080`.
    public var description: String {
        "\(host >> 24).\(host >> 16 & 255).\(host >> 8 & 255).\(host & 255):\(port)"
    }
}
