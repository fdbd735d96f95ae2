import CLinux
import Glibc

/// A TCP connection on an event loop: small while idle, a buffer only under back-pressure.
///
/// The loop holds it while it is open. `TCP_NODELAY` is set; SIGPIPE is never raised.
public final class TCPConnection {
    /// Told what happens; not held, and to be alive until the connection is over.
    public unowned var delegate: any TCPDelegate
    /// Whether nothing more will be told of it.
    public var isClosed: Bool { descriptor < 0 }
    /// How many bytes wait for the peer to take more.
    public var unsent: Int { waiting.count }
    /// Whether the peer has sent its last byte.
    public private(set) var isPeerFinished = false

    private unowned let loop: EventLoop
    private var descriptor: Int32
    private var isConnecting = false
    private var isReading = true
    private var isWatched = false
    /// Whether it is watched for room to write.
    private var awaitsRoom = false
    private var finishing = Finishing.no
    private var waiting = UnsentBytes()
    /// What broke it, until the loop has told the delegate.
    private var failure: SystemError?

    private enum Finishing {
        case no
        /// FIN goes out after the bytes that wait.
        case afterUnsent
        case done
    }

    /// Takes over a connection that was accepted.
    public init(accepted descriptor: Int32, on loop: EventLoop, delegate: any TCPDelegate) {
        self.loop = loop
        self.descriptor = descriptor
        self.delegate = delegate
        watch()
    }

    /// Opens a connection; a failure is told like any other, as `closed`.
    public init(
        connectingTo address: InternetAddress, on loop: EventLoop, delegate: any TCPDelegate
    ) {
        self.loop = loop
        self.delegate = delegate
        descriptor = -1
        isConnecting = true
        awaitsRoom = true
        do {
            descriptor = try ListeningSocket.tcpSocket()
            connect(to: address)
        } catch {
            fail(error)
        }
    }

    private func connect(to address: InternetAddress) {
        ListeningSocket.setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        let result = address.withSocketAddress { Glibc.connect(descriptor, $0, $1) }
        if result != 0, errno != EINPROGRESS { return fail(.last("connect")) }
        watch()
    }

    deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

    // MARK: sending

    /// Sends now what the kernel takes, and keeps the rest until there is room.
    ///
    /// What is sent while connecting waits; what is sent after a failure is dropped.
    public func send(_ bytes: UnsafeRawBufferPointer) {
        guard descriptor >= 0, failure == nil, finishing == .no else { return }
        var sent = 0
        if waiting.count == 0, !isConnecting { sent = write(bytes) }
        guard sent < bytes.count, failure == nil else { return }
        waiting.append(UnsafeRawBufferPointer(rebasing: bytes[sent...]))
        setAwaitsRoom(true)
    }

    /// As ``send(_:)-(UnsafeRawBufferPointer)``.
    public func send(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { send($0) }
    }

    /// Sends the end of the stream (FIN) after what is unsent; the peer may still send.
    public func finishSending() {
        guard descriptor >= 0, finishing == .no else { return }
        finishing = .afterUnsent
        if waiting.count == 0, !isConnecting { sendFinish() }
    }

    /// - Returns: how many bytes the kernel took.
    private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard bytes.count > 0 else { return 0 }
        let flags = Int32(MSG_NOSIGNAL)
        let sent = Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
        if sent >= 0 { return sent }
        if errno != EAGAIN, errno != EINTR { fail(.last("send")) }
        return 0
    }

    private func flush() {
        while waiting.count > 0 {
            let sent = write(waiting.bytes)
            guard sent > 0 else { return }
            waiting.removeFirst(sent)
        }
        setAwaitsRoom(false)
        if finishing == .afterUnsent { sendFinish() }
        if descriptor >= 0 { delegate.drained(self) }
    }

    private func sendFinish() {
        shutdown(descriptor, Int32(SHUT_WR))
        finishing = .done
        if isPeerFinished { loop.reportLater(self) }
    }

    // MARK: receiving

    /// Leaves what the peer sends to the kernel, so that the peer stalls in the end.
    public func pauseReading() {
        guard isReading else { return }
        isReading = false
        rewatch()
    }

    /// Takes what the peer has sent and sends.
    public func resumeReading() {
        guard !isReading else { return }
        isReading = true
        rewatch()
    }

    private func receive() {
        let count = recv(descriptor, loop.buffer.baseAddress, loop.buffer.count, 0)
        if count > 0 {
            delegate.received(UnsafeRawBufferPointer(rebasing: loop.buffer[..<count]), on: self)
        } else if count == 0 {
            isPeerFinished = true
            rewatch()
            delegate.peerFinished(self)
            if finishing == .done { end(nil) }
        } else if errno != EAGAIN, errno != EINTR {
            end(.last("recv"))
        }
    }

    // MARK: the end

    /// Closes it; what is unsent is dropped, what the kernel has is still delivered.
    public func close() {
        isConnecting = false
        guard descriptor >= 0 else { return }
        if isWatched { loop.unwatch(descriptor) }
        isWatched = false
        Glibc.close(descriptor)
        descriptor = -1
        waiting.removeAll()
    }

    /// Breaks it off: the peer sees a reset (RST), and what it has not read is lost.
    public func reset() {
        guard descriptor >= 0 else { return close() }
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger,
            socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }

    /// Notes a failure met within a call of the owner, who is told after the batch.
    private func fail(_ error: SystemError) {
        failure = error
        waiting.removeAll()
        loop.reportLater(self)
    }

    /// Tells of a failure, or of the end of both directions, that was met within an owner's call.
    func reportFailure() {
        if let failure { end(failure) }
        if failure == nil, isPeerFinished, finishing == .done { end(nil) }
    }

    private func end(_ error: SystemError?) {
        guard descriptor >= 0 || isConnecting else { return }
        isConnecting = false
        close()
        delegate.closed(self, error: error)
    }

    // MARK: watching

    private func watch() {
        do {
            try loop.watch(
                descriptor, read: isReading && !isConnecting, write: awaitsRoom, handler: self)
            isWatched = true
        } catch {
            fail(error)
        }
    }

    private func rewatch() {
        guard descriptor >= 0 else { return }
        guard isWatched else { return watch() }
        loop.rewatch(
            descriptor, read: isReading && !isPeerFinished && !isConnecting, write: awaitsRoom)
    }

    private func setAwaitsRoom(_ isWanted: Bool) {
        guard isWanted != awaitsRoom else { return }
        awaitsRoom = isWanted
        rewatch()
    }
}

extension TCPConnection: ReadinessHandler {
    public func ready(_ readiness: Readiness, descriptor: Int32) {
        guard failure == nil else { return }
        if isConnecting { return finishConnecting() }
        if awaitsRoom, readiness.contains(.write) { flush() }
        guard self.descriptor >= 0, failure == nil else { return }
        let isOver = !readiness.isDisjoint(with: [.error, .hangUp])
        if isReading, !isPeerFinished, isOver || readiness.contains(.read) {
            receive()
        } else if isOver {
            breakOff()
        }
    }

    private func finishConnecting() {
        let code = pendingError()
        if code != 0 { return end(SystemError("connect", code)) }
        // Connecting to a port that nobody listens on can, with bad luck, connect to itself.
        if isConnectedToItself { return end(SystemError("connect", ECONNREFUSED)) }
        isConnecting = false
        awaitsRoom = false
        if waiting.count > 0 || finishing == .afterUnsent {
            awaitsRoom = true
            flush()
        }
        rewatch()
        if descriptor >= 0, failure == nil { delegate.connected(self) }
    }

    /// An error or the end of both directions while nobody reads: the kernel tells it regardless.
    private func breakOff() {
        let code = pendingError()
        if code != 0 { return end(SystemError("recv", code)) }
        // What the peer sent before it finished is still to be read: wait for resumeReading().
        loop.unwatch(descriptor)
        isWatched = false
    }

    private func pendingError() -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return code
    }

    private var isConnectedToItself: Bool {
        var peer = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &peer) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getpeername(descriptor, $0, &length)
            }
        }
        guard result == 0, let own = InternetAddress.bound(to: descriptor) else { return false }
        return own.port == UInt16(bigEndian: peer.sin_port)
            && own.host == UInt32(bigEndian: peer.sin_addr.s_addr)
    }
}
