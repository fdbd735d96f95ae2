import CLinux
import Glibc
public import Sockets
public import Timebase

/// A process that was started, watched on an event loop until it has ended.
///
/// It leads a process group of its own, of which nothing outlives it: what is left of the group
/// when it ends is killed. It ends at the latest with the thread that started it, so that thread
/// must live as long as the process is wanted.
/// - SeeAlso: pidfd_open(2); prctl(2), `PR_SET_PDEATHSIG`.
public final class Child {
    /// Its process id, which is that of its group.
    public let pid: Int32
    /// How it ended; nil while it runs or is stopped.
    public private(set) var ending: Ending?
    /// Called on the loop's thread once it has ended, with ``ending`` set.
    public var onExit: ((Child) -> Void)?

    private unowned let loop: EventLoop
    private let reaper: Reaper
    private let descriptor: Int32
    /// Itself, while a timer is armed, since the loop does not hold the targets of its timers.
    private var heldByTimer: Child?

    /// Starts a program and watches it; the loop holds the child until it has ended.
    ///
    /// - Throws: when it cannot be started; a program that the kernel refuses only once it is
    ///   executed, such as one of another architecture, says so on its standard error and ends
    ///   with status 126.
    public init(
        starting program: Program, on loop: EventLoop, under reaper: Reaper
    ) throws(SpawnError) {
        self.loop = loop
        self.reaper = reaper
        pid = try reaper.start(program)
        descriptor = chaos_pidfd_open(pid)
        do throws(SystemError) {
            guard descriptor >= 0 else { throw .last("pidfd_open") }
            try loop.watch(descriptor, read: true, handler: self)
        } catch {
            abandon()
            throw SpawnError(program.executable, .system(error))
        }
    }

    deinit { if ending == nil { abandon() } }

    /// Whom a signal is for.
    public enum Recipient: Hashable, Sendable {
        /// It and all it started that stayed in its group.
        case group
        case process
    }

    /// Sends a signal, such as `SIGSTOP`; nothing once it has ended.
    public func send(_ signal: Int32, to recipient: Recipient = .group) {
        reaper.send(signal, to: pid, wholeGroup: recipient == .group)
    }

    /// Asks it to end with `SIGTERM`, and kills its group when it has not after `grace`.
    ///
    /// It is continued when it is stopped, or it could not hear.
    public func terminate(grace: Duration) {
        guard ending == nil, heldByTimer == nil else { return }
        send(SIGTERM)
        send(SIGCONT)
        heldByTimer = self
        loop.arm(self, token: 0, at: loop.refresh() + grace)
    }

    /// Ends it without the loop.
    private func abandon() {
        reaper.send(SIGKILL, to: pid, wholeGroup: true)
        _ = reaper.take(pid, within: .seconds(2))
        if descriptor >= 0 { close(descriptor) }
    }
}

extension Child: ReadinessHandler {
    /// The process has ended: whom it left behind is killed while its number is still its own.
    public func ready(_ readiness: Readiness, descriptor: Int32) {
        reaper.send(SIGKILL, to: pid, wholeGroup: true)
        guard let ending = reaper.take(pid, within: .zero) else { return }
        self.ending = ending
        loop.unwatch(descriptor)
        close(descriptor)
        onExit?(self)
        onExit = nil
    }
}

extension Child: TimerTarget {
    /// The time to end by itself is over.
    public func timerFired(token: UInt64, due: Instant) {
        heldByTimer = nil
        send(SIGKILL)
    }
}
