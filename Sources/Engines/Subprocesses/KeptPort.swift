import Glibc
public import Sockets

/// A port of 127.0.0.1 that stays ours while the process behind it comes and goes.
///
/// A socket that never listens holds it: while no process listens on it, whoever connects is
/// refused, and the kernel gives the port to nobody else.
public final class KeptPort: Sendable {
    /// The port, which the kernel chose.
    public let port: UInt16
    private let descriptor: Int32

    /// - Throws: when there is no descriptor or port left.
    public init() throws(SystemError) {
        let socket = try LoopbackSocket(port: 0, sharing: true)
        port = socket.port
        descriptor = socket.release()
    }

    deinit { close(descriptor) }

    /// A further socket bound to the port, to be handed to the next process, which listens on it.
    ///
    /// The caller closes it once the process has been started: as long as anybody holds it, the
    /// port listens.
    /// - Throws: when a process listens already, or there is no descriptor left.
    public func makeSocket() throws(SystemError) -> Int32 {
        try LoopbackSocket(port: port, sharing: true).release()
    }
}
