package import Microservices
package import Resilience
package import Timebase

/// What a station's callers report, for the ledgers.
package struct Fact {
    package var at: Instant
    package var what: What

    package init(at: Instant, what: What) {
        self.at = at
        self.what = what
    }

    package enum What {
        case requestEnded(RequestFact)
        case callEnded(CallFact)
        case attemptEnded(AttemptFact)
        case retried(edge: Int32)
        case breaker(edge: Int32, caller: Int32, CircuitBreaker.Transition)
        case marked(edge: Int32, instance: Int32, isUp: Bool)
        case ejected(edge: Int32, instance: Int32, caller: Int32, isOut: Bool)
        case panicked(edge: Int32, caller: Int32, isOn: Bool)
        /// A step on a request's way, with instances by their index.
        case traced(TraceFact)
    }
}
