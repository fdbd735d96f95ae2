public import Resilience
public import Timebase

/// What a machine wants done; the engine performs it with an event queue, or with sockets.
@frozen
public enum Action {
    /// Send this attempt; ``Fleet/attempts`` says what and to whom.
    case send(attempt: Int32)
    /// The caller no longer waits for this attempt.
    case close(attempt: Int32)
    /// Answer the request that came as this attempt.
    case answer(attempt: Int32, status: Int32, isDegraded: Bool)
    /// Tell the caller of this tied attempt that it has been taken up.
    case started(attempt: Int32)
    /// Break the connection on which this attempt came: the callee died.
    case reset(attempt: Int32)
    /// Call back at an instant. In a lane (≥ 0), instants never fall from one arming to the next.
    case arm(FleetTimer, handle: Int32, at: Instant, lane: Int32)
    /// Ask an instance whether it is well.
    case probe(Int32)
    /// A user's request ended.
    case requestEnded(RequestFact)
    case callEnded(CallFact)
    case attemptEnded(AttemptFact)
    /// An attempt after the first of its call goes out on this edge.
    case retried(edge: Int32)
    case breaker(edge: Int32, host: Int32, CircuitBreaker.Transition)
    /// A caller takes an instance out of its list, or puts it back.
    case marked(edge: Int32, host: Int32, isUp: Bool)
    /// A caller ejects an instance as an outlier, or takes it back.
    case ejected(edge: Int32, caller: Int32, host: Int32, isOut: Bool)
    /// A caller uses every instance of its callee since too few are good, or no longer does.
    case panicked(edge: Int32, host: Int32, isOn: Bool)
    /// A step on a request's way, one of ``Fleet/traceFacts``; only while ``Fleet/isTracing``.
    case traced(Int32)
}

/// What a timer is for; its handle names an activity, a call, a probe or a selection.
@frozen
public enum FleetTimer: UInt8, Sendable {
    case work, attemptTimeout, backoff, bulkheadWait, probeDue, probeTimeout, hedge
    case ejectionInterval
}

/// How a user's request ended.
@frozen
public struct RequestFact {
    public var stream: Int32
    /// What the engine gave it: the closed-loop user, or −1.
    public var tag: Int32
    public var outcome: RequestOutcome
    public var isExtra: Bool
    public var due: Instant
}

/// How a call ended.
@frozen
public struct CallFact {
    public var edge: Int32
    public var attempts: Int32
    public var outcome: CallOutcome
    public var first: First
    public var rejection: Rejection
    public var began: Instant

    /// What another process says of one of its calls.
    public init(
        edge: Int32, attempts: Int32, outcome: CallOutcome, first: First, rejection: Rejection,
        began: Instant
    ) {
        self.edge = edge
        self.attempts = attempts
        self.outcome = outcome
        self.first = first
        self.rejection = rejection
        self.began = began
    }

    /// What became of its first attempt.
    @frozen
    public enum First: UInt8 { case notSent, succeeded, failed, cancelled }
    /// Which of the caller's own protections refused it.
    @frozen
    public enum Rejection: UInt8 {
        case none, breaker, bulkhead, bulkheadWhileFree
        /// A rate limit, an adaptive limit or a throttle.
        case limit
    }
}

/// How an attempt ended.
@frozen
public struct AttemptFact {
    public var edge: Int32
    /// The called instance, by host number.
    public var callee: Int32
    public var outcome: AttemptOutcome
    /// Whether it ended while the caller's own caller was still waiting.
    public var isWithinPatience: Bool
    public var callBegan: Instant
    public var began: Instant

    /// What another process says of one of its attempts.
    public init(
        edge: Int32, callee: Int32, outcome: AttemptOutcome, isWithinPatience: Bool,
        callBegan: Instant, began: Instant
    ) {
        self.edge = edge
        self.callee = callee
        self.outcome = outcome
        self.isWithinPatience = isWithinPatience
        self.callBegan = callBegan
        self.began = began
    }
}

/// A reused list of actions; the engine performs them in order and empties it.
@frozen
public struct ActionBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<Action>
    @usableFromInline var capacity: Int
    public var count: Int

    public init() {
        capacity = 256
        base = .allocate(capacity: capacity)
        count = 0
    }

    deinit { base.deallocate() }

    @inlinable
    public mutating func append(_ action: Action) {
        if count == capacity { grow() }
        (base + count).initialize(to: action)
        count += 1
    }

    @inlinable
    public subscript(index: Int) -> Action {
        assert(index < count, "action \(index) of \(count)")
        return base[index]
    }

    @usableFromInline
    mutating func grow() {
        let larger = UnsafeMutablePointer<Action>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: base, count: count)
        base.deallocate()
        base = larger
        capacity *= 2
    }
}
