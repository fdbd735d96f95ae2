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

    /// A program's attempts are not known to belong together: each counts as a call of its own.
    private func book(_ exchange: ExchangeRecord, began: Instant, ended: Instant) {
        let edge = Int32(exchange.edge)
        let isGood = exchange.outcome == .succeeded
        book(
            Fact(
                at: ended,
                what: .attemptEnded(
                    AttemptFact(
                        edge: edge, outcome: exchange.outcome, isWithinPatience: true,
                        callBegan: began, began: began))))
        book(
            Fact(
                at: ended,
                what: .callEnded(
                    CallFact(
                        edge: edge, attempts: 1, outcome: isGood ? .answered : .failed,
                        first: isGood ? .succeeded : .failed, rejection: .none, began: began))))
    }
}
