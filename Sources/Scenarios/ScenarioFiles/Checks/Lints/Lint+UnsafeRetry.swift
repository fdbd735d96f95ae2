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
            `refused`, `429` and `rejected` do not. GET, HEAD, OPTIONS, TRACE, PUT and DELETE are \
            idempotent, and endpoints that say `idempotent: true`. Calls that are `keyed` may be \
            made again, and retries with `nonIdempotent: "unprocessed"` ask by themselves.
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

extension Endpoint {
    /// Methods that are idempotent by RFC 9110, section 9.2.2.
    private static let methods = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]

    /// Whether asking twice has the effect of asking once, by its method or because it says so.
    var mayBeRepeated: Bool {
        isIdempotent || Endpoint.methods.contains(String(name.prefix { $0 != " " }))
    }
}

extension Wiring {
    fileprivate func unsafeRetry(
        _ id: PolicyID?, _ callee: EndpointReference, _ caller: String
    ) -> [Problem] {
        guard let retry = policy(id).retry, retry.attempts > 1,
            retry.nonIdempotent == .retry, !endpoint(callee).mayBeRepeated
        else { return [] }
        let words: [(Retry.Set, String)] = [
            (.timeout, "timeout"), (.reset, "reset"), (.status5xx, "5xx"),
        ]
        let open = words.filter { retry.on.contains($0.0) }.map(\.1)
        guard !open.isEmpty else { return [] }
        return [
            Problem(
                at: place(of: "retry.on", inPolicy: id),
                found: "\(caller) retries \(escaped(endpoint(callee).name)) on "
                    + "\(listed(open, "or")), which may have had its effect, and \(name(callee)) "
                    + "is not idempotent",
                advice: "Say idempotent: true if asking twice does no harm, or retry on refused "
                    + "alone.")
        ]
    }
}
