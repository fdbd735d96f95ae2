public import Chance
public import Resilience
public import Timebase
import Topologies

extension Fleet {
    /// An instance of a service, or a client of a load stream.
    @usableFromInline
    struct Host {
        /// The service, or for a client the number of services + the stream.
        var caller: Int32
        /// Its place among its service's instances.
        var index: Int32
        @usableFromInline var isServing = false
        var busy: Int32 = 0
        var waiting: Int32 = 0
        var slots: Int32 = .max
        var backlog: Int32 = .max
        /// The requests that wait for a slot, first come first served.
        var queueHead: Int32 = -1
        var queueTail: Int32 = -1
        /// Its gate, where it lets in less than slots and backlog hold; else −1.
        var gate: Int32 = -1
        /// Its channels, one a line of its caller.
        var firstChannel: Int32 = 0
        /// While it warms up its work takes `slowFactor` times as long, falling to 1.
        var slowFactor = 1.0
        var slowSince = Instant.start
        var slowRamp = Duration.zero
    }

    /// A request at an instance that works on it, or at a client that sends it.
    struct Request {
        var host: Int32
        /// What it came as; −1 at a client.
        var attempt: Int32
        /// The edge it came over; −1 at a client.
        var edge: Int32
        var block: Int32
        var key: Key
        var arrived: Instant
        /// Past it no step starts.
        var deadline: Instant
        /// Until then its caller waits.
        var patience: Instant
        /// The load stream that it goes back to, or −1.
        var stream: Int32
        /// When its caller gave up, or never.
        var abandoned = Instant.never
        var root: Int32 = -1
        /// Its successor in the queue, and at a gate its predecessor.
        var next: Int32 = -1
        var previous: Int32 = -1
        /// Past it its gate drops it from the queue.
        var mayWaitUntil = Instant.never
        /// What its gate's adaptive limit gave it; 0: it holds no place there.
        var place: Int32 = 0
        var state = State.waiting
        var isDegraded = false
        var isExtra = false
        /// The engine's own, handed back at the end; clients only.
        var tag: Int32 = -1
        /// How a client's call ended.
        var ending = Ending.answered

        enum State: UInt8 { case waiting, running }
        /// How a call ended, for the status that its failure makes.
        enum Ending: UInt8 {
            case answered, fallback, badStatus, unavailable, connection, timedOut, rejected
        }
    }

    /// A strand of a request's steps: the root, a branch, or a round of a loop.
    struct Activity {
        var request: Int32
        var parent: Int32 = -1
        var firstChild: Int32 = -1
        var nextSibling: Int32 = -1
        var previousSibling: Int32 = -1
        /// Its place among those that go on, or −1.
        var runnableAt: Int32 = -1
        var key: Key
        /// The operation at hand, and the end of its block.
        var position: Int32
        var end: Int32
        /// Children that have not ended, or rounds left.
        var remaining: Int32 = 0
        /// While `work` runs: when it began and ends.
        var workBegan = Instant.start
        var wakeAt = Instant.never
        var call: Int32 = -1
        /// The status of a step that failed; 0 is success. Read when the activity resumes.
        var result: Int32 = 0
        /// Rounds of a sequential loop that are still to come after this one.
        var roundsLeft: Int32 = 0
    }

    /// A call in progress, over all its attempts; or a copy within a hedge.
    @usableFromInline
    struct Call {
        var activity: Int32
        var host: Int32
        var line: Int32
        var channel: Int32
        var endpoint: Int32
        var key: Key
        var began: Instant
        /// When the whole call must have ended: deadline, inherited deadline, user's patience.
        var limit: Instant
        /// The deadline handed to the callee.
        var handed: Instant
        /// Until then the caller's own caller waits.
        var patience: Instant
        var attemptBegan: Instant
        /// When its breaker let it through; when its hedge sent the first copy.
        var permittedAt: Instant
        var hedgedAt = Instant.start
        @usableFromInline var timeoutAt = Instant.never
        @usableFromInline var wakeAt = Instant.never
        /// The attempt in flight; −1 while it waits or backs off.
        var attempt: Int32 = -1
        var guardian: Int32 = -1
        /// The instance, where it is picked before breaker and bulkhead, or that of the last copy;
        /// else −1.
        var target: Int32 = -1
        var attempts: Int32
        /// Attempts sent, copies included, and which of them is in flight here.
        var sent: Int32 = 0
        var number: Int32 = 0
        /// How many stages it is within, and how many of them are its parent's.
        var depth: Int32 = 0
        var floor: Int32 = 0
        /// Of a hedge: copies sent. Of a copy: how many were sent before it.
        var copies: Int32 = 0
        var role = Role.step
        /// It carries an idempotency key.
        var isKeyed = false
        /// With the failure of the attempt at hand its callee said that it had not begun, and when
        /// it wants to be asked again.
        var isUnprocessed = false
        var retryAfter = Attempt.noAdvice
        /// What the attempt at hand cost as a retry; 0 for a first one.
        var paid: Int32 = 0
        /// What the adaptive limit gave it, and when; 0 without a place.
        var place: Int32 = 0
        var placedAt = Instant.start
        /// Whom a copy or a fallback's call reports to; the copies, or the fallback's call.
        var parent: Int32 = -1
        var firstChild: Int32 = -1
        var sibling: Int32 = -1
        /// What its fallback stands in for.
        var failure = CallResult.cancelled
        var backoff = Duration.zero
        var first = CallFact.First.notSent
        @usableFromInline var state = State.backingOff
        /// Its neighbours in the bulkhead's queue.
        var next: Int32 = -1
        var previous: Int32 = -1

        @usableFromInline
        enum State: UInt8 {
            case inFlight, waiting, backingOff, awaitingTurn, hedging, fallingBack
        }
        /// What a step asks for, a copy within a hedge, or what a fallback asks for instead.
        enum Role: UInt8 { case step, copy, fallback }
    }

    /// What a caller instance knows of one callee under one policy.
    struct Channel {
        var line: Int32
        var host: Int32
        /// Calls in flight.
        var inFlight: Int32 = 0
        /// The breaker and bulkhead of all calls, or the first of one each endpoint or stream;
        /// −1 for none, and when each callee instance has its own.
        var guardian: Int32 = -1
        var guardians: [Int32: Int32] = [:]
        var balancer: Balancer
        var budget: RetryAllowance?
        var throttle: ClientThrottle?
        var rate: RateLimiter?
        var limiter: ConcurrencyLimiter?
        var hedge: Hedge?
        /// When each endpoint last gave a good answer, for fallbacks to it; never: not yet.
        var lastGood: [Instant] = []
        /// The view with health checks, or −1: the callee's own list.
        var view: Int32 = -1
        /// Whom it sends to, where that takes more than a list; else −1.
        var selection: Int32 = -1
    }

    /// A breaker and a bulkhead.
    struct Guardian {
        var breaker: CircuitBreaker?
        var inUse: Int32 = 0
        var queued: Int32 = 0
        var queueHead: Int32 = -1
        var queueTail: Int32 = -1
    }

    /// A service as its callers see it, and its meters.
    struct ServiceState {
        /// The instances that are handed to callers, in order of their index.
        var members: [Int32] = []
        var abandoned = Service.Abandoned.finish
        /// What refused callers are told; see ``Attempt/retryAfter``.
        var retryAfter = Attempt.noAdvice
        var meter = ServiceMeter()
    }
}

/// An attempt on its way: the caller's side and what the engine keeps of the callee's.
public struct Attempt {
    /// Where it is on its way.
    @frozen
    public enum Place: UInt8, Sendable {
        case toCallee, atCallee, toCaller
        /// A fault broke the connection.
        case broken
        case done
    }

    /// −1 once the caller no longer waits.
    public internal(set) var call: Int32
    public internal(set) var edge: Int32
    /// The calling and the called instance.
    public internal(set) var from: Int32
    public internal(set) var to: Int32
    public internal(set) var endpoint: Int32
    public internal(set) var key: Key
    public internal(set) var began: Instant
    public internal(set) var deadline: Instant
    /// Until then the caller waits.
    public internal(set) var patience: Instant
    /// The load stream that it goes back to, or −1.
    public internal(set) var stream: Int32
    /// It is one of several copies, of which the first to be taken up cancels the others.
    public internal(set) var isTied = false
    /// The engine's own: the callee's request, events under way, the answer, who holds it.
    public var request: Int32 = -1
    public var pending: Int32 = 0
    public var status: Int32 = 0
    public var isDegraded = false
    public var heldBy: Int32 = -1
    public var place = Place.toCallee
    public var isClosed = false
    /// The callee refused it before any work; travels with the answer.
    public var isUnprocessed = false
    /// When the callee wants to be asked again: ``noAdvice``, after so long, or never (`forever`);
    /// travels with the answer.
    public var retryAfter = Attempt.noAdvice

    /// The callee says nothing of retries.
    @inlinable public static var noAdvice: Duration { .nanoseconds(-1) }
}

/// Running totals of a service; integrals are taken with ``integral(_:_:_:at:)``.
public struct ServiceMeter {
    public init() {}

    public internal(set) var arrived = 0
    public internal(set) var started = 0
    public internal(set) var waited = 0
    public internal(set) var completed = 0
    public internal(set) var overflowed = 0
    public internal(set) var dropped = 0
    public internal(set) var lost = 0
    public internal(set) var waitTime: Int64 = 0
    public internal(set) var sojournTime: Int64 = 0
    public internal(set) var workTime: Int64 = 0
    public internal(set) var wastedTime: Int64 = 0
    public internal(set) var busy = Gauge()
    public internal(set) var waiting = Gauge()
}

/// Running totals of an edge.
public struct EdgeMeter {
    public init() {}

    public internal(set) var inFlight = Gauge()
    /// The most since they were last reset: on the whole edge, and from one caller instance.
    public internal(set) var peak: Int32 = 0
    public internal(set) var peakPerCaller: Int32 = 0
    /// The age of the oldest stale answer that stood in since then.
    public internal(set) var staleAge = Duration.zero
    public internal(set) var workTime: Int64 = 0
    public internal(set) var wastedTime: Int64 = 0
}

/// A level and its integral over time, for one addition a change.
///
/// The integral up to t of a level that rose at instants a and fell at instants b is
/// Σb − Σa + level · t. Sums wrap; differences are right as long as they fit 64 bits.
@frozen
public struct Gauge: Sendable {
    @usableFromInline var level: Int64 = 0
    @usableFromInline var sum: Int64 = 0

    @inlinable
    mutating func rise(_ now: Instant) {
        level += 1
        sum &-= now.nanoseconds
    }
    @inlinable
    mutating func fall(_ now: Instant) {
        level -= 1
        sum &+= now.nanoseconds
    }
    /// The level now.
    public var current: Int { Int(level) }
    /// Level × time in nanoseconds since the start.
    public func integral(at now: Instant) -> Int64 { sum &+ level &* now.nanoseconds }
}
