import CLinux
import Glibc

/// Makes TCP sockets bound to 127.0.0.1.
public enum ListeningSocket {
    /// A socket bound to 127.0.0.1, not listening yet, closed on exec.
    ///
    /// A port that the kernel chose is bound a second time by its number: only such a port stays
    /// the socket's while it refuses (`SOCK_BINDPORT_LOCK`).
    /// - Parameter port: 0 lets the kernel choose.
    /// - Throws: when the port is taken or no descriptor is left.
    public static func bind(port: UInt16 = 0) throws(SystemError) -> (
        descriptor: Int32, port: UInt16
    ) {
        let descriptor = try bound(to: port)
        guard port == 0 else { return (descriptor, port) }
        defer { close(descriptor) }
        guard let chosen = InternetAddress.bound(to: descriptor)?.port else {
            throw .last("getsockname")
        }
        return (try bound(to: chosen), chosen)
    }

    private static func bound(to port: UInt16) throws(SystemError) -> Int32 {
        let descriptor = try tcpSocket()
        setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        // Connections inherit it, which saves a call for each.
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        let result = InternetAddress.loopback(port).withSocketAddress {
            Glibc.bind(descriptor, $0, $1)
        }
        guard result == 0 else {
            let error = SystemError.last("bind")
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// A TCP socket that does not block and is closed on exec.
    static func tcpSocket() throws(SystemError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw .last("socket") }
        return descriptor
    }

    static func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
