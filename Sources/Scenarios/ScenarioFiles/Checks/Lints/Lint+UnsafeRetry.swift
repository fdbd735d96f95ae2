import Resilience
import Scenarios
import Topologies

extension Lint {
    /// Retries of calls that may do twice what was asked once.
    static let unsafeRetry = Lint(
        "unsafe-retry",
        warnsOf: "a retry after an outcome that may have had its effect, of a call that is not "
            + "idempotent",
        arithmetic: """
            None. `timeout`, `reset` and `5xx` leave open whether the callee did what was asked; \
            of single statuses all from 500 on do but 501 and 505, with which a server says that \
            it cannot, and 503 from an endpoint that has nothing behind it when it calls or \
            responds so. `refused`, any 4xx and `rejected` do not. What an endpoint says of \
            `idempotent`, or its method, counts. Calls that are `keyed` may be made again, and \
            retries with `nonIdempotent: "unprocessed"` ask by themselves.
            """,
        remedy: "Say `idempotent: true` on an endpoint that recognises a repeated request, or "
            + "retry it on `refused` alone.",
        source: "RFC 9110, section 9.2.2"
    ) { wiring in
        var problems: [Problem] = []
        for call in wiring.calls where !call.isKeyed {
            problems += wiring.unsafeRetry(call.policy, call.to, wiring.name(of: call))
        }
        for stream in wiring.scenario.load where !stream.isKeyed {
            problems += wiring.unsafeRetry(stream.policy, stream.send, wiring.name(of: stream))
        }
        return problems
    }
}

extension Wiring {
    fileprivate func unsafeRetry(
        _ id: PolicyID?, _ callee: EndpointReference, _ caller: String
    ) -> [Problem] {
        let endpoint = endpoint(callee)
        guard let retry = policy(id).retry, retry.attempts > 1,
            retry.nonIdempotent == .retry, !endpoint.isIdempotent
        else { return [] }
        let words: [(Retry.Set, String)] = [
            (.timeout, "timeout"), (.reset, "reset"), (.status5xx, "5xx"),
        ]
        let statuses = retry.statuses.filter { endpoint.mayHaveBegun(whenAnswering: $0) }
        let open =
            words.filter { retry.on.contains($0.0) }.map(\.1) + statuses.map { "\($0)" }
        guard !open.isEmpty else { return [] }
        return [
            Problem(
                at: place(of: "retry.on", inPolicy: id),
                found: "\(caller) retries \(escaped(endpoint.name)) on "
                    + "\(listed(open, "or")), which may have had its effect, and \(name(callee)) "
                    + "is not idempotent",
                advice: "Say idempotent: true if asking twice does no harm, or retry on refused "
                    + "alone.")
        ]
    }
}

extension Endpoint {
    /// Whether a status leaves open that it has done something.
    fileprivate func mayHaveBegun(whenAnswering status: Int) -> Bool {
        switch status {
        case 503:
            var hasBegun = false
            return answers503(steps, &hasBegun)
        case 501, 505: return false
        default: return status >= 500
        }
    }

    /// Whether steps answer 503 after others: a call that was refused makes it, and `respond`.
    private func answers503(_ steps: [Step], _ hasBegun: inout Bool) -> Bool {
        for step in steps {
            switch step {
            case .work, .cpu: hasBegun = true
            case .respond(let status, _): if status == 503, hasBegun { return true }
            case .call(let call):
                if hasBegun, !call.isOptional { return true }
                hasBegun = true
            case .all(let branches), .any(let branches):
                let before = hasBegun
                for branch in branches {
                    var branchHasBegun = before || branches.count > 1
                    if answers503(branch, &branchHasBegun) { return true }
                }
                hasBegun = true
            case .repeat(let count, _, let steps):
                if answers503(steps, &hasBegun) { return true }
                if count > 1, answers503(steps, &hasBegun) { return true }
            }
        }
        return false
    }
}
