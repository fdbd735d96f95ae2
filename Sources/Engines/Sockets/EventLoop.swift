import CLinux
import Glibc
public import Timebase

/// One thread's sockets and timers: waits for what is due or ready and tells whoever watches.
///
/// Level-triggered epoll with timeouts in nanoseconds. It is made, used and run within one thread;
/// other threads reach it through ``remote`` alone.
/// - SeeAlso: epoll(7), epoll_pwait2(2).
public final class EventLoop {
    /// The run's clock.
    public private(set) var clock: MonotonicClock
    /// When the batch of events under way began, or as of the last ``refresh()``.
    public private(set) var now: Instant
    /// What other threads may hold: it brings their commands to this loop.
    public let remote: LoopRemote
    /// Called after each batch of events and timers, before the loop sleeps.
    public var afterBatch: (() -> Void)?

    /// Where every connection reads to; what is in it is valid during one call of a delegate.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
    private let epoll: Int32
    private let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: EventLoop.batch)
    private var watches = WatchTable()
    private var timers = TimerHeap()
    private var deferred: [TCPConnection] = []
    private var isStopped = false

    /// The most events taken at once, so that a timer never waits behind more than these.
    private static let batch = 128

    /// - Throws: when the process has no descriptor left.
    public init(clock: MonotonicClock) throws(SystemError) {
        let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw .last("epoll_create1") }
        do {
            remote = try LoopRemote()
        } catch {
            Glibc.close(epoll)
            throw error
        }
        self.epoll = epoll
        self.clock = clock
        now = clock.now()
        _ = chaos_set_timer_slack(1)
        try watch(remote.descriptor, read: true, handler: remote)
    }

    deinit {
        Glibc.close(epoll)
        events.deallocate()
        buffer.deallocate()
    }

    /// Reads the clock; ``now`` is otherwise read once a batch.
    @discardableResult
    public func refresh() -> Instant {
        now = clock.now()
        return now
    }

    /// Goes on by another clock; timers stay due when they were.
    public func rebase(to clock: MonotonicClock) {
        timers.shift(by: .nanoseconds(self.clock.origin - clock.origin))
        self.clock = clock
        refresh()
    }

    // MARK: running

    /// Serves events and timers until ``stop()``.
    public func run() {
        isStopped = false
        while !isStopped {
            let count = wait()
            refresh()
            fireTimers()
            for place in 0..<count { dispatch(events[place]) }
            remote.performCommands(on: self)
            reportDeferred()
            afterBatch?()
        }
    }

    /// Ends ``run()`` after the batch under way.
    public func stop() { isStopped = true }

    private func wait() -> Int {
        if isStopped || !deferred.isEmpty {
            return max(0, Int(epoll_wait(epoll, events, Int32(EventLoop.batch), 0)))
        }
        guard timers.count > 0, timers.first.due < .never else {
            return max(0, Int(chaos_epoll_pwait2(epoll, events, Int32(EventLoop.batch), nil)))
        }
        let left = max(0, (timers.first.due - clock.now()).nanoseconds)
        var timeout = timespec(
            tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
        return max(0, Int(chaos_epoll_pwait2(epoll, events, Int32(EventLoop.batch), &timeout)))
    }

    private func dispatch(_ event: epoll_event) {
        let descriptor = Int32(truncatingIfNeeded: event.data.u64)
        let generation = UInt32(truncatingIfNeeded: event.data.u64 >> 32)
        watches.handler(of: descriptor, generation: generation)?
            .ready(Readiness(rawValue: event.events), descriptor: descriptor)
    }

    // MARK: timers

    /// Has `target` told at `due`, or in the next batch when that is past.
    ///
    /// A timer cannot be cancelled; its owner ignores it by its token. The loop does not hold the
    /// target, which must live as long as its timers or the loop.
    public func arm(_ target: any TimerTarget, token: UInt64, at due: Instant) {
        timers.push(target, token: token, due: due)
    }

    private func fireTimers() {
        let armedMeanwhile = timers.nextSequence
        while timers.count > 0, timers.first.due <= now, timers.first.sequence < armedMeanwhile {
            let timer = timers.first
            timers.removeFirst()
            timer.target.timerFired(token: timer.token, due: timer.due)
        }
    }

    // MARK: descriptors

    /// Watches a descriptor, which the caller keeps open until ``unwatch(_:)``.
    ///
    /// - Parameter handler: held until the descriptor is unwatched.
    /// - Throws: when the kernel cannot watch it.
    public func watch(
        _ descriptor: Int32, read: Bool = false, write: Bool = false,
        handler: any ReadinessHandler
    ) throws(SystemError) {
        let generation = watches.insert(handler, for: descriptor)
        let data = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
        let mask = EventLoop.mask(read: read, write: write)
        guard chaos_epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, mask, data) == 0 else {
            let error = SystemError.last("epoll_ctl")
            watches.remove(descriptor)
            throw error
        }
    }

    /// Changes what a watched descriptor is watched for.
    public func rewatch(_ descriptor: Int32, read: Bool, write: Bool) {
        let generation = watches.generation(of: descriptor)
        let data = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
        let mask = EventLoop.mask(read: read, write: write)
        _ = chaos_epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, mask, data)
    }

    /// Lets go of a descriptor and its handler; events of it that wait in the batch are dropped.
    public func unwatch(_ descriptor: Int32) {
        _ = chaos_epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, 0, 0)
        watches.remove(descriptor)
    }

    private static func mask(read: Bool, write: Bool) -> UInt32 {
        (read ? Readiness.read.rawValue : 0) | (write ? Readiness.write.rawValue : 0)
    }

    // MARK: failures found outside an event

    /// Has a connection report its failure once the batch is over, never within a call to it.
    func reportLater(_ connection: TCPConnection) { deferred.append(connection) }

    private func reportDeferred() {
        guard !deferred.isEmpty else { return }
        let failed = deferred
        deferred.removeAll()
        for connection in failed { connection.reportFailure() }
    }
}
