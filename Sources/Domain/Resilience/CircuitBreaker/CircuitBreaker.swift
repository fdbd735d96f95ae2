public import Timebase

/// Refuses calls to a failing dependency for a while, then admits probes to see whether it healed.
///
/// A value with no timer, lock or clock: the caller says what time it is, on the run's own clock.
/// It follows resilience4j's `CircuitBreakerStateMachine`:
/// - every recorded result, a success too, may trip it: at `minimumCalls` or more in the window and
///   a share of failures, or of slow calls, at or above its rate;
/// - open becomes half-open lazily, at the first call strictly after `openFor` has passed;
/// - half-open counts into a fresh window of `halfOpenCalls` and decides once min(`minimumCalls`,
///   `halfOpenCalls`) results are in it; until then it stays, however long that takes;
/// - closed begins with an empty window;
/// - a result belongs to the state that is current when it comes, so a call from before the trip
///   counts among the probes if it ends among them.
///
/// It departs in two places: ``release(now:)`` never raises the permits left above `halfOpenCalls`,
/// which a late release does in resilience4j; and a breaker that is forced open counts nothing.
/// - SeeAlso: Nygard, *Release It!*, 2nd ed. (2018), "Circuit Breaker".
public struct CircuitBreaker: Hashable, Sendable {
    @frozen
    public enum State: Hashable, Sendable {
        case closed  // → open when a result makes a rate too high
        case open(until: Instant)  // → halfOpen at the first call strictly after `until`
        case halfOpen  // → closed or open once enough probes have answered
        case forcedOpen  // for good
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

    public init(_ settings: Settings) {
        precondition(settings.halfOpenCalls > 0, "halfOpenCalls is \(settings.halfOpenCalls)")
        self.settings = settings
        state = settings.forcedOpen ? .forcedOpen : .closed
        probes = CountWindow(size: settings.halfOpenCalls)
        switch settings.window {
        case .calls(let size):
            precondition(size > 0, "a window of \(size) calls")
            isTimed = false
            recent = CountWindow(size: size)
            timed = TimeWindow(seconds: 0)
        case .time(let length):
            precondition(length >= .seconds(1), "a window of \(length)")
            isTimed = true
            recent = CountWindow(size: 0)
            timed = TimeWindow(seconds: Int(length.nanoseconds / 1_000_000_000))
        }
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
        switch state {
        case .closed: return Permission(allowed: true)
        case .forcedOpen: return Permission(allowed: false)
        case .open(let until):
            guard now > until else { return Permission(allowed: false) }
            state = .halfOpen
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
            let sums = count(failed: failed, slow: slow, now: now)
            guard settings.verdict(on: sums, windowOf: isTimed ? .max : recent.size) == .tooHigh
            else { return nil }
            return open(now: now)
        case .open:
            // Let out before the trip, answered after it: counted, but the wait stands.
            _ = count(failed: failed, slow: slow, now: now)
            return nil
        case .halfOpen:
            probes.record(failed: failed, slow: slow)
            switch settings.verdict(on: probes.sums, windowOf: probes.size) {
            case .tooFew: return nil
            case .tooHigh: return open(now: now)
            case .fine: return close()
            }
        case .forcedOpen: return nil
        }
    }

    /// Gives a permit back without a result: the call was cancelled, or its outcome is ignored.
    @discardableResult
    public mutating func release(now: Instant) -> Transition? {
        switch state {
        case .halfOpen: permitsLeft = min(permitsLeft + 1, settings.halfOpenCalls)
        case .closed, .open, .forcedOpen: break
        }
        return nil
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

    private mutating func count(failed: Bool, slow: Bool, now: Instant) -> CallSums {
        if isTimed {
            timed.record(failed: failed, slow: slow, now: now)
            return timed.sums
        }
        recent.record(failed: failed, slow: slow)
        return recent.sums
    }

    private mutating func open(now: Instant) -> Transition {
        state = .open(until: now.advanced(by: settings.openFor))
        return .opened
    }

    private mutating func close() -> Transition {
        state = .closed
        recent.removeAll()
        timed.removeAll()
        return .closed
    }
}

extension CircuitBreaker.Settings {
    enum Verdict {
        case tooFew, fine, tooHigh
    }

    /// resilience4j's test: only from the minimum of calls on, and "at or above" for both rates.
    ///
    /// - Parameter size: the calls that the window holds, to which the minimum is clamped, or it
    ///   could never be reached; a window of time holds any number.
    func verdict(on sums: CallSums, windowOf size: Int) -> Verdict {
        guard sums.calls >= min(minimumCalls, size) else { return .tooFew }
        let calls = Double(sums.calls)
        if sums.failed > 0, Double(sums.failed) / calls >= failureRate { return .tooHigh }
        if let slowCall, sums.slow > 0, Double(sums.slow) / calls >= slowCall.rate {
            return .tooHigh
        }
        return .fine
    }
}
