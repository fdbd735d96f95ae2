public import Timebase

/// Refuses calls to a failing dependency for a while, then admits probes to see whether it healed.
///
/// A value with no timer, lock or clock: the caller says what time it is, on the run's own clock.
/// It follows resilience4j's `CircuitBreakerStateMachine`:
/// - every recorded result, a success too, may trip it: at `minimumCalls` or more in the window and
///   a share of failures, or of slow calls, at or above its rate;
/// - open becomes half-open lazily, at the first call strictly after the open interval has passed;
/// - half-open counts into a fresh window of `halfOpenCalls` and decides once min(`minimumCalls`,
///   `halfOpenCalls`) results are in it; until then it stays, however long that takes, or opens
///   again `maxHalfOpen` after it began (`maxWaitDurationInHalfOpenState`);
/// - every trip that follows a half-open without a close between may last longer (`openBackoff`);
/// - closed begins with an empty window;
/// - a result belongs to the state that is current when it comes, so a call from before the trip
///   counts among the probes if it ends among them.
///
/// It departs in four places: ``release(now:)`` never raises the permits left above
/// `halfOpenCalls`, which a late release does in resilience4j; a breaker that is forced open counts
/// nothing; without timer, the end of `maxHalfOpen` shows at the next call or result, though what
/// follows is reckoned from the instant it fell due; and a window of `consecutive` failures, which
/// is Polly's and Finagle's, opens at the last of so many in a row.
/// - SeeAlso: Nygard, *Release It!*, 2nd ed. (2018), "Circuit Breaker".
public struct CircuitBreaker: Hashable, Sendable {
    @frozen
    public enum State: Hashable, Sendable {
        case closed  // → open when a result makes a rate too high
        case open(until: Instant)  // → halfOpen at the first call strictly after `until`
        case halfOpen  // → closed or open once enough probes have answered, or at last open
        case forcedOpen  // by hand, until ``force(_:now:)`` says otherwise
        case disabled
        case metricsOnly
    }

    /// A change of state, for the record.
    public enum Transition: UInt8, Hashable, Sendable, CaseIterable {
        case opened, halfOpened, closed
    }

    /// Whether a call may go out, and what asking changed.
    @frozen
    public struct Permission: Hashable, Sendable {
        public let allowed: Bool
        public let transition: Transition?
        @inlinable
        public init(allowed: Bool, transition: Transition? = nil) {
            self.allowed = allowed
            self.transition = transition
        }
    }

    public let settings: Settings
    public internal(set) var state: State
    /// What closed and open count into, one or the other; the one not used is empty.
    private var recent: CountWindow
    private var timed: TimeWindow
    private let isTimed: Bool
    private var probes: CountWindow
    /// How many more calls half-open lets through.
    private var permitsLeft = 0
    private var halfOpenUntil = Instant.never
    /// Failures in a row, for a window of `consecutive`; above 0 it counts by these.
    private var inARow = 0
    private let mostInARow: Int
    /// The last open interval since it was closed.
    private var interval: Duration?

    public init(_ settings: Settings) {
        precondition(settings.halfOpenCalls > 0, "halfOpenCalls is \(settings.halfOpenCalls)")
        self.settings = settings
        state = .closed
        probes = CountWindow(size: settings.halfOpenCalls)
        recent = CountWindow(size: 0)
        timed = TimeWindow(seconds: 0)
        var mostInARow = 0
        switch settings.window {
        case .calls(let size):
            precondition(size > 0, "a window of \(size) calls")
            isTimed = false
            recent = CountWindow(size: size)
        case .time(let length):
            precondition(length >= .seconds(1), "a window of \(length)")
            isTimed = true
            timed = TimeWindow(seconds: Int(length.nanoseconds / 1_000_000_000))
        case .consecutive(let count):
            precondition(count > 0, "\(count) failures in a row")
            isTimed = false
            mostInARow = count
            recent = CountWindow(size: count)
        }
        self.mostInARow = mostInARow
        if let forced = settings.forced { state = State(forced) }
    }

    /// Asks to send one call. An allowed call must end in ``record(failed:took:now:)`` or
    /// ``release(now:)``.
    @inlinable
    public mutating func permit(now: Instant) -> Permission {
        if case .closed = state { return Permission(allowed: true) }
        return permitUnlessClosed(now: now)
    }

    @usableFromInline
    mutating func permitUnlessClosed(now: Instant) -> Permission {
        let expired = expireHalfOpen(now: now)
        switch state {
        case .closed, .disabled, .metricsOnly: return Permission(allowed: true)
        case .forcedOpen: return Permission(allowed: false)
        case .open(let until):
            guard now > until else { return Permission(allowed: false, transition: expired) }
            state = .halfOpen
            halfOpenUntil = settings.maxHalfOpen.map { now + $0 } ?? .never
            probes.removeAll()
            permitsLeft = settings.halfOpenCalls - 1
            return Permission(allowed: true, transition: .halfOpened)
        case .halfOpen:
            guard permitsLeft > 0 else { return Permission(allowed: false) }
            permitsLeft -= 1
            return Permission(allowed: true)
        }
    }

    /// Counts the result of a call that was allowed, `took` after it began.
    @discardableResult
    public mutating func record(failed: Bool, took: Duration, now: Instant) -> Transition? {
        let slow = settings.slowCall.map { took > $0.longerThan } ?? false
        switch state {
        case .closed:
            let isTooMuch = trips(failed: failed, slow: slow, now: now)
            return isTooMuch ? open(at: now) : nil
        case .open, .metricsOnly:
            // Let out before the trip, answered after it: counted, but the wait stands.
            _ = count(failed: failed, slow: slow, now: now)
            return nil
        case .halfOpen:
            if let expired = expireHalfOpen(now: now) {
                _ = count(failed: failed, slow: slow, now: now)
                return expired
            }
            probes.record(failed: failed, slow: slow)
            switch settings.verdict(on: probes.sums, windowOf: probes.size) {
            case .tooFew: return nil
            case .tooHigh: return open(at: now)
            case .fine: return close()
            }
        case .forcedOpen, .disabled: return nil
        }
    }

    /// Gives a permit back without a result: the call was cancelled, or its outcome is ignored.
    @discardableResult
    public mutating func release(now: Instant) -> Transition? {
        switch state {
        case .halfOpen: permitsLeft = min(permitsLeft + 1, settings.halfOpenCalls)
        case .closed, .open, .forcedOpen, .disabled, .metricsOnly: break
        }
        return nil
    }

    /// Puts it into a state by hand; nil closes it, with an empty window, and lets it work again.
    @discardableResult
    public mutating func force(_ forced: Forced?, now: Instant) -> Transition? {
        switch (state, forced) {
        case (.forcedOpen, .open), (.open, .open):
            state = .forcedOpen
            return nil
        case (.closed, .open), (.halfOpen, .open), (.disabled, .open), (.metricsOnly, .open):
            state = .forcedOpen
            return .opened
        case (.open, _), (.halfOpen, _), (.forcedOpen, _):
            _ = close()
            if let forced { state = State(forced) }
            return .closed
        case (.closed, _), (.disabled, _), (.metricsOnly, _):
            _ = close()
            if let forced { state = State(forced) }
            return nil
        }
    }

    /// The share of failures in the current state's window as of the last result; 0 when empty.
    public var failureShare: Double {
        let sums = sums
        return sums.calls == 0 ? 0 : Double(sums.failed) / Double(sums.calls)
    }

    private var sums: CallSums {
        if case .halfOpen = state { return probes.sums }
        return isTimed ? timed.sums : recent.sums
    }

    /// Counts a result while closed; whether it is the one that opens the breaker.
    private mutating func trips(failed: Bool, slow: Bool, now: Instant) -> Bool {
        let sums = count(failed: failed, slow: slow, now: now)
        if mostInARow > 0 { return inARow >= mostInARow }
        return settings.verdict(on: sums, windowOf: isTimed ? .max : recent.size) == .tooHigh
    }

    private mutating func count(failed: Bool, slow: Bool, now: Instant) -> CallSums {
        if isTimed {
            timed.record(failed: failed, slow: slow, now: now)
            return timed.sums
        }
        inARow = failed || slow ? inARow + 1 : 0
        recent.record(failed: failed, slow: slow)
        return recent.sums
    }

    /// Opens a half-open breaker that has waited too long for its probes, at the instant it did.
    private mutating func expireHalfOpen(now: Instant) -> Transition? {
        guard case .halfOpen = state, now >= halfOpenUntil else { return nil }
        return open(at: halfOpenUntil)
    }

    private mutating func open(at instant: Instant) -> Transition {
        let length = settings.openInterval(after: interval)
        interval = length
        inARow = 0
        state = .open(until: instant.advanced(by: length))
        return .opened
    }

    private mutating func close() -> Transition {
        state = .closed
        interval = nil
        inARow = 0
        recent.removeAll()
        timed.removeAll()
        return .closed
    }
}

extension CircuitBreaker.State {
    init(_ forced: CircuitBreaker.Forced) {
        switch forced {
        case .open: self = .forcedOpen
        case .disabled: self = .disabled
        case .metricsOnly: self = .metricsOnly
        }
    }
}

extension CircuitBreaker.Settings {
    enum WindowVerdict {
        case tooFew, fine, tooHigh
    }

    /// resilience4j's test: only from the minimum of calls on, and "at or above" for both rates.
    ///
    /// - Parameter size: the calls that the window holds, to which the minimum is clamped, or it
    ///   could never be reached; a window of time holds any number.
    @inline(__always)
    func verdict(on sums: CallSums, windowOf size: Int) -> WindowVerdict {
        guard sums.calls >= min(minimumCalls, size) else { return .tooFew }
        let calls = Double(sums.calls)
        if sums.failed > 0, Double(sums.failed) / calls >= failureRate { return .tooHigh }
        if let slowCall, sums.slow > 0, Double(sums.slow) / calls >= slowCall.rate {
            return .tooHigh
        }
        return .fine
    }
}
