import Glibc
import Synchronization

/// A blocking TCP socket of 127.0.0.1, with a bound on every wait: the outside of a proxy.
final class PlainSocket: Sendable {
    private let held: Atomic<Int32>
    private var descriptor: Int32 { held.load(ordering: .relaxed) }

    struct Failure: Error, Equatable { let code: Int32 }

    init(_ descriptor: Int32) {
        held = Atomic(descriptor)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(
                descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    }

    deinit { close() }

    static func make() -> PlainSocket {
        PlainSocket(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
    }

    /// - Throws: what connecting failed with.
    static func connected(to port: UInt16) throws(Failure) -> PlainSocket {
        let made = make()
        let result = withAddress(port) { connect(made.descriptor, $0, $1) }
        guard result == 0 else { throw Failure(code: errno) }
        return made
    }

    static func listening() -> (socket: PlainSocket, port: UInt16) {
        let made = make()
        _ = withAddress(0) { bind(made.descriptor, $0, $1) }
        listen(made.descriptor, 4096)
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(made.descriptor, $0, &length)
            }
        }
        return (made, UInt16(bigEndian: address.sin_port))
    }

    private static func withAddress<R>(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
    ) -> R {
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

    func accept() throws(Failure) -> PlainSocket {
        let accepted = Glibc.accept(descriptor, nil, nil)
        guard accepted >= 0 else { throw Failure(code: errno) }
        return PlainSocket(accepted)
    }

    func send(_ bytes: [UInt8]) throws(Failure) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(code: errno) }
            sent += count
        }
    }

    func send(_ text: String) throws(Failure) { try send([UInt8](text.utf8)) }

    /// What has come, at least one byte; empty at the end of the stream.
    func receive(_ most: Int = 65_536) throws(Failure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: most)
        let count = recv(descriptor, &buffer, most, 0)
        guard count >= 0 else { throw Failure(code: errno) }
        return Array(buffer[..<count])
    }

    /// So many bytes, or fewer at the end of the stream.
    func receive(exactly count: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = try receive(min(1 << 20, count - bytes.count))
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// Everything up to the end of the stream.
    func receiveAll() throws(Failure) -> [UInt8] { try receive(exactly: .max) }

    /// What comes up to and with an empty line, as text.
    func receiveHead() throws(Failure) -> String {
        var bytes: [UInt8] = []
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let more = try receive(1)
            if more.isEmpty { break }
            bytes += more
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Sends the bytes again and again until nobody has taken any for 0.2 s.
    ///
    /// - Returns: how many were taken.
    func sendUntilItWouldBlock(_ bytes: [UInt8]) -> Int {
        var sent = 0
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while sent < 1 << 30, poll(&entry, 1, 200) == 1 {
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            sent += max(0, Glibc.send(descriptor, bytes, bytes.count, flags))
        }
        return sent
    }

    /// Waits for the peer to end the connection, in whatever way, and closes it.
    func awaitEnd() {
        _ = try? receiveAll()
        close()
    }

    /// Connects and waits for the peer to end the connection, which it may have done with a reset
    /// before this thread is woken.
    static func awaitEndOfConnection(to port: UInt16) throws(Failure) {
        do {
            try connected(to: port).awaitEnd()
        } catch let failure where failure.code == ECONNRESET {}
    }

    /// Whether nothing comes within so many milliseconds.
    func isSilent(forMilliseconds limit: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, limit) == 0
    }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger,
            socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }

    func close() {
        let last = held.exchange(-1, ordering: .relaxed)
        if last >= 0 { Glibc.close(last) }
    }
}
