import Glibc
import Sockets

/// A socket bound to a port of 127.0.0.1 that does not listen yet.
struct LoopbackSocket: ~Copyable {
    let descriptor: Int32

    /// - Parameters:
    ///   - port: 0 has the kernel choose one.
    ///   - sharing: whether other sockets may be bound to it, too, while none of them listens.
    init(port: UInt16, sharing: Bool) throws(SystemError) {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw .last("socket") }
        do throws(SystemError) {
            var one: Int32 = 1
            if sharing {
                let size = socklen_t(MemoryLayout<Int32>.size)
                setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size)
            }
            guard withAddress(port, { bind(descriptor, $0, $1) }) == 0 else {
                throw .last("bind(127.0.0.1:\(port))")
            }
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// The port it is bound to.
    var port: UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(descriptor, $0, &size)
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Gives the descriptor away, to be closed by whoever takes it.
    consuming func release() -> Int32 {
        let descriptor = descriptor
        discard self
        return descriptor
    }
}

private func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
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
