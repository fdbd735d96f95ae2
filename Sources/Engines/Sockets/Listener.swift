import CLinux
import Glibc
public import Timebase

/// Whoever takes the connections that a listener accepts.
public protocol ListenerDelegate: AnyObject {
    /// - Parameter descriptor: of the connection, non-blocking; the delegate's to close.
    func accepted(_ descriptor: Int32, by listener: Listener)
}

/// A TCP port of 127.0.0.1 that accepts, waits or refuses.
///
/// Whoever made it closes it.
public final class Listener {
    public let port: UInt16
    /// What it does with connections that arrive.
    public private(set) var state: State
    /// How often accepting had to wait because no descriptor was left.
    public private(set) var shortages = 0

    private let descriptor: Int32
    private unowned let loop: EventLoop
    private let backlog: Int32
    private unowned let delegate: any ListenerDelegate
    /// Itself while a timer of its own is pending, which does not hold it.
    private var heldByTimer: Listener?

    public enum State: Hashable, Sendable {
        /// Connections are handed to the delegate.
        case accepting
        /// The kernel completes connections and keeps them, up to the backlog.
        case paused
        /// Connections are refused by the kernel; the port stays ours.
        case refusing
        case closed
    }

    /// The most connections accepted in one go, so that timers and other sockets have their turn.
    private static let acceptedAtOnce = 64
    /// How long accepting waits when no descriptor is left.
    private static let shortagePause = Duration.milliseconds(10)

    /// Listens on a port of 127.0.0.1.
    ///
    /// - Parameters:
    ///   - port: 0 lets the kernel choose.
    ///   - backlog: how many connections the kernel keeps while nobody accepts them.
    ///   - delegate: not held.
    /// - Throws: when the port is taken or no descriptor is left.
    public convenience init(
        on loop: EventLoop, port: UInt16 = 0, backlog: Int32 = 4096,
        delegate: any ListenerDelegate
    ) throws(SystemError) {
        let socket = try ListeningSocket.bind(port: port)
        try self.init(
            on: loop, descriptor: socket.descriptor, backlog: backlog, delegate: delegate)
    }

    /// Takes a socket that is bound already, such as an inherited one, and owns it from now on.
    ///
    /// - Parameter refuses: whether it does not listen before ``listenAgain()``.
    /// - Throws: when it cannot listen; the descriptor is then closed.
    public init(
        on loop: EventLoop, descriptor: Int32, backlog: Int32 = 4096, refuses: Bool = false,
        delegate: any ListenerDelegate
    ) throws(SystemError) {
        self.loop = loop
        self.descriptor = descriptor
        self.backlog = backlog
        self.delegate = delegate
        port = InternetAddress.bound(to: descriptor)?.port ?? 0
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        state = .refusing
        guard !refuses else { return }
        do {
            try listenAgain()
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    /// Leaves connections to the kernel until ``resumeAccepting()``.
    public func pauseAccepting() {
        guard state == .accepting else { return }
        loop.rewatch(descriptor, read: false, write: false)
        state = .paused
    }

    /// Accepts what has waited, and what comes.
    public func resumeAccepting() {
        guard state == .paused else { return }
        loop.rewatch(descriptor, read: heldByTimer == nil, write: false)
        state = .accepting
    }

    /// Has the kernel refuse connections; the port stays ours, what waited in the backlog is reset.
    ///
    /// As haproxy pauses a listener: a socket shut down for reading is bound and does not listen.
    public func refuse() {
        guard state == .accepting || state == .paused else { return }
        loop.unwatch(descriptor)
        shutdown(descriptor, Int32(SHUT_RD))
        state = .refusing
    }

    /// Listens, again after ``refuse()``.
    ///
    /// - Throws: when the kernel has given the port away, which happens only to a descriptor that
    ///   was bound to port 0 by someone else.
    public func listenAgain() throws(SystemError) {
        guard state == .refusing else { return }
        guard listen(descriptor, backlog) == 0 else { throw .last("listen") }
        try loop.watch(descriptor, read: true, handler: self)
        state = .accepting
    }

    /// Gives the port up.
    public func close() {
        guard state != .closed else { return }
        if state != .refusing { loop.unwatch(descriptor) }
        state = .closed
        Glibc.close(descriptor)
    }
}

extension Listener: ReadinessHandler {
    public func ready(_ readiness: Readiness, descriptor: Int32) {
        for _ in 0..<Listener.acceptedAtOnce where state == .accepting {
            let connection = chaos_accept(self.descriptor)
            if connection >= 0 {
                delegate.accepted(connection, by: self)
            } else if SystemError.last("accept4").isExhaustion {
                return waitForDescriptors()
            } else if errno == EAGAIN {
                return
            }
        }
    }

    /// Callers wait in the backlog meanwhile: a shortage of ours is no fault of theirs.
    private func waitForDescriptors() {
        shortages += 1
        loop.rewatch(descriptor, read: false, write: false)
        heldByTimer = self
        loop.arm(self, token: 0, at: loop.now + Listener.shortagePause)
    }
}

extension Listener: TimerTarget {
    /// A shortage may be over.
    public func timerFired(token: UInt64, due: Instant) {
        heldByTimer = nil
        if state == .accepting { loop.rewatch(descriptor, read: true, write: false) }
    }
}
