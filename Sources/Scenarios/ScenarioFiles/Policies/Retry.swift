import Resilience
import Timebase

extension ObjectTable {
    package static let retry = ObjectTable(
        "Retry", "When and how often a failed attempt is made again.",
        [
            KeyRow(
                "attempts", "count from 1", default: 3, from: "resilience4j", "Attempts in all."),
            KeyRow(
                "backoff", "[Backoff](#backoff)", default: [:],
                "The wait between two attempts. An answer's `Retry-After` takes its place."),
            KeyRow(
                "on",
                "list of `timeout`, `refused`, `reset`, `5xx`, `4xx`, `rejected` and statuses "
                    + "such as 429",
                default: ["timeout", "refused", "reset", "5xx"],
                "What is retried; `rejected` is a refusal by the caller's own protections."),
            KeyRow(
                "budget",
                "[Retry budget](#retry-budget), its `ratio`, or `finagle`, `grpc`, `envoy` or "
                    + "`aws` for that one's defaults",
                defaultText: "none: no limit",
                "How much of the traffic may be retries; the keys say which of the four it is."),
            KeyRow(
                "nonIdempotent", "`retry` or `unprocessed`", default: "retry", from: "resilience4j",
                "What becomes of a call that must not be made twice: an endpoint that is not "
                    + "`idempotent`, in a call that is not `keyed`. With `unprocessed` it is made "
                    + "again only where the callee did nothing: not connected, rejected, or "
                    + "refused with 429 or 503 before any work."),
        ])

    package static let backoff = ObjectTable(
        "Backoff", "The n-th retry waits `base` · 2ⁿ⁻¹ up to `max`, spread by `jitter`.",
        [
            KeyRow(
                "base", "duration", default: "500ms", from: "resilience4j",
                "The wait before the first retry."),
            KeyRow(
                "max", "duration, at least `base`",
                defaultText: "10 × `base`; `\"500ms\"` when `base` is not written",
                from: "Envoy; resilience4j",
                "No wait is longer; equal to `base` it makes waits constant."),
            KeyRow(
                "jitter", "`full`, `equal`, `decorrelated` or `none`", default: "none",
                from: "resilience4j", "How waits are spread."),
        ])
}

extension Node {
    func retry() -> Retry? {
        guard let fields = Fields(self, .retry) else { return nil }
        var retry = Retry()
        retry.attempts = fields["attempts"]?.count(in: 1...100) ?? 1
        retry.backoff = fields["backoff"]?.backoff() ?? Retry.Backoff()
        if let on = fields["on"]?.conditions(mayBeRejected: true) {
            retry.on = on.kinds
            retry.statuses = on.statuses
        }
        retry.budget = fields["budget"]?.retryAllowance()
        retry.nonIdempotent = fields["nonIdempotent"]?.word(Retry.NonIdempotent.self) ?? .retry
        return retry
    }

    private func backoff() -> Retry.Backoff? {
        guard let fields = Fields(self, .backoff), let baseNode = fields["base"],
            let base = baseNode.duration()
        else { return nil }
        let most = Duration.nanoseconds(min(Self.longest.nanoseconds, base.nanoseconds * 10))
        var backoff = Retry.Backoff(base: base, max: fields.has("base") ? most : base)
        if let maxNode = fields["max"], let max = maxNode.duration() {
            guard max >= base else {
                maxNode.refuse(expected: "at least the base, \"\(base)\"")
                return nil
            }
            backoff.max = max
        }
        backoff.jitter = fields["jitter"]?.word(Retry.Jitter.self) ?? .none
        return backoff
    }
}
