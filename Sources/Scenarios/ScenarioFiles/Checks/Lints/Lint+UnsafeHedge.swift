import Resilience
import Scenarios
import Topologies

extension Lint {
    /// Copies of calls that may do twice what was asked once.
    static let unsafeHedge = Lint(
        "unsafe-hedge",
        warnsOf: "a hedge of a call that is not idempotent",
        arithmetic: """
            None: copies run side by side, and the one that is cancelled may have been done. What \
            an endpoint says of `idempotent`, or its method, counts; calls that are `keyed` may be \
            made twice, and a budget of nothing sends no copy.
            """,
        remedy: "Say `idempotent: true` on an endpoint that recognises a repeated request, make "
            + "the call `keyed`, or take the hedge out.",
        source: "Dean, Barroso: \"The Tail at Scale\" (2013), which hedges what only reads; RFC "
            + "9110, section 9.2.2"
    ) { wiring in
        var problems: [Problem] = []
        for call in wiring.calls where !call.isKeyed {
            problems += wiring.unsafeHedge(call.policy, call.to, wiring.name(of: call))
        }
        for stream in wiring.scenario.load where !stream.isKeyed {
            problems += wiring.unsafeHedge(stream.policy, stream.send, wiring.name(of: stream))
        }
        return problems
    }
}

extension Wiring {
    fileprivate func unsafeHedge(
        _ id: PolicyID?, _ callee: EndpointReference, _ caller: String
    ) -> [Problem] {
        guard let hedge = policy(id).hedge, !endpoint(callee).isIdempotent,
            hedge.budget.map({ $0.ratio > 0 || $0.minPerSecond > 0 }) ?? true
        else { return [] }
        return [
            Problem(
                at: place(of: "hedge", inPolicy: id),
                found: "\(caller) sends copies of \(escaped(endpoint(callee).name)), and "
                    + "\(name(callee)) is not idempotent",
                advice: "Say idempotent: true if asking twice does no harm, or take the hedge out.")
        ]
    }
}
