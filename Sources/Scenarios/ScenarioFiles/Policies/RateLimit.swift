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
            KeyRow("rate", "rate of at least 1/h", required: true, "In the long run."),
            KeyRow(
                "burst", "count from 1; in a sliding window at most 100000",
                defaultText: "the calls of one second", from: "Envoy",
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
            return limitedRate().map { RateLimiter.Settings(rate: $0) }
        }
        guard let fields = Fields(self, .rateLimit), let rate = fields["rate"]?.limitedRate()
        else { return nil }
        if !mayWait, let node = fields.written("waitFor") {
            node.report(
                "\(name) of a service has a waitFor", expected: "it on the policy of a call only",
                advice: "What a service has to let wait waits in its backlog.")
        }
        let algorithm = fields["algorithm"]?.word(RateLimiter.Algorithm.self) ?? .tokenBucket
        let most = Node.mostBurst(at: rate, by: algorithm)
        let settings = RateLimiter.Settings(
            rate: rate, burst: fields["burst"]?.count(in: 1...most), algorithm: algorithm,
            waitFor: fields["waitFor"]?.duration() ?? .zero)
        guard settings.burst <= most else {
            report(
                "\(name) has a sliding window of \(settings.burst) calls, those of one second",
                expected: "a burst from 1 to \(most)")
            return nil
        }
        return settings
    }

    /// Bounds within which no instant leaves the clock and no log fills the memory: a bucket of a
    /// million that takes ten years to fill, a window of a hundred thousand instants.
    private static func mostBurst(at rate: Double, by algorithm: RateLimiter.Algorithm) -> Int {
        let most = algorithm == .slidingWindow ? 100_000.0 : 1_000_000
        return Int(min(most, (rate * Duration.longest.seconds).rounded(.down)))
    }

    private func limitedRate() -> Double? {
        guard let rate = rate(aboveZero: true) else { return nil }
        guard rate >= 1.0 / 3600 else {
            refuse(expected: "a rate of at least \"1/h\"")
            return nil
        }
        return rate
    }
}
