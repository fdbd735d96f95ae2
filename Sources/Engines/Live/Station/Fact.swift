import Microservices
import Resilience
import Timebase

/// What a station's callers report, for the ledgers.
struct Fact {
    var at: Instant
    var what: What

    enum What {
        case requestEnded(RequestFact)
        case callEnded(CallFact)
        case attemptEnded(AttemptFact)
        case retried(edge: Int32)
        case breaker(edge: Int32, caller: Int32, CircuitBreaker.Transition)
        case marked(edge: Int32, instance: Int32, isUp: Bool)
    }
}
