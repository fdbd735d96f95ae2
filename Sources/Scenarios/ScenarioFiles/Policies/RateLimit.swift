import Resilience
import Timebase

extension ObjectTable {
    package static let rateLimit = ObjectTable(
        "Rate limit",
        """
        Caps calls a second. On a policy it is the caller's own and what is too much is rejected; \
        on a service each instance has one and answers 429.
        """,
        [
            KeyRow("rate", "rate above 0", required: true, "In the long run."),
            KeyRow(
                "burst", "count from 1", defaultText: "the calls of one second", from: "Envoy",
                "At once, after a pause."),
            KeyRow(
                "algorithm", "`token-bucket`, `gcra` or `sliding-window`",
                default: "token-bucket", from: "Envoy",
                "How it counts; a sliding window lets at most `burst` through in any "
                    + "`burst` ÷ `rate` seconds."),
            KeyRow(
                "waitFor", "duration", default: "0s", from: "Envoy",
                "How long a call may wait for its turn; on a policy only."),
        ])
}

extension Node {
    /// A rate limit: its rate, or an object.
    func rateLimit(mayWait: Bool) -> RateLimiter.Settings? {
        guard tree.members != nil else {
            return rate(aboveZero: true).map { RateLimiter.Settings(rate: $0) }
        }
        guard let fields = Fields(self, .rateLimit),
            let rate = fields["rate"]?.rate(aboveZero: true)
        else { return nil }
        if !mayWait, let node = fields.written("waitFor") {
            node.report(
                "\(name) of a service has a waitFor", expected: "it on the policy of a call only",
                advice: "What a service has to let wait waits in its backlog.")
        }
        return RateLimiter.Settings(
            rate: rate, burst: fields["burst"]?.count(in: 1...1_000_000),
            algorithm: fields["algorithm"]?.word(RateLimiter.Algorithm.self) ?? .tokenBucket,
            waitFor: fields["waitFor"]?.duration() ?? .zero)
    }
}
