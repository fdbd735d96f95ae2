import Experiments
import FaultProxies
import Microservices
import Timebase

/// The edges of programs: what the proxies saw stands in for what a caller of ours would report.
extension LiveRun {
    /// Books the exchanges that ended since the last call.
    func bookExchanges() {
        // The proxies were started before the run, by a clock that is that much ahead.
        let shift = Duration.nanoseconds(proxyClock.origin - loop.clock.origin)
        for exchange in proxies.takeRecords() {
            let began = exchange.began + shift
            guard began >= .start else { continue }  // Asked while it was made ready.
            book(exchange, began: began, ended: exchange.ended + shift)
        }
    }

    /// Which call an attempt belongs to, and whether it was in time, is told at the end.
    private func book(_ exchange: ExchangeRecord, began: Instant, ended: Instant) {
        programWitness.note(exchange, began: began, ended: ended)
        let edge = Int32(exchange.edge)
        book(
            Fact(
                at: ended,
                what: .attemptEnded(
                    AttemptFact(
                        edge: edge, callee: exchange.callee, outcome: exchange.outcome,
                        isWithinPatience: false, callBegan: began, began: began))))
    }

    /// Tells, at the end, what the programs' own protections did, and which calls they made.
    func bookSights() {
        programWitness.conclude { conductor.platform.index(of: Int($0)) }
        for sight in programWitness.sights {
            for began in sight.inTime {
                recorder.wasInTime(edge: sight.protection.edge, callBegan: began)
            }
            for call in sight.calls { book(Fact(at: call.ended, what: .callEnded(call.fact))) }
        }
    }
}
