import Resilience
import Timebase

extension ObjectTable {
    package static let hedge = ObjectTable(
        "Hedge",
        """
        Sends copies of a slow request to other instances and takes the first good answer; the \
        others are cancelled. A failure that another instance may not share sends the next copy at \
        once (gRFC A6). Only for what may be done twice.
        """,
        [
            KeyRow(
                "after", "duration, or a quantile of recent times such as `\"p95\"`",
                defaultText: "`\"p95\"`; `\"0s\"` when `tied`", from: "The Tail at Scale",
                "How long a copy is waited for; a quantile is over 30 s, taken every 3 s."),
            KeyRow(
                "most", "count from 2 to 10", default: 2, from: "Polly (1 besides the first)",
                "Copies in all, the first included."),
            KeyRow(
                "budget", "[Retry budget](#retry-budget), or its `ratio`",
                defaultText: "5% with 10/s besides; none when `tied`",
                from: "The Tail at Scale; Finagle",
                "How much of the traffic may be further copies."),
            KeyRow(
                "tied", "`true` or `false`", default: false,
                "The copy that its callee takes up first cancels those that still wait in a "
                    + "backlog."),
        ])
}

extension Node {
    func hedge() -> Hedge.Settings? {
        guard let fields = Fields(self, .hedge) else { return nil }
        let isTied = fields["tied"]?.flag() ?? false
        var settings = Hedge.Settings(isTied: isTied)
        if isTied {
            settings.after = .fixed(.zero)
            settings.budget = nil
        }
        if let after = fields["after"]?.hedgeDelay() { settings.after = after }
        settings.most = fields["most"]?.count(in: 2...10) ?? 2
        if let budget = fields["budget"]?.retryBudget() { settings.budget = budget }
        return settings
    }

    /// `"20ms"` or `"p95"`.
    private func hedgeDelay() -> Hedge.Delay? {
        guard let text = tree.string, text.hasPrefix("p") else {
            return duration().map { .fixed($0) }
        }
        guard let percent = decimal(text.dropFirst()), percent > 0, percent < 100 else {
            refuse(expected: "a duration such as \"20ms\", or a quantile such as \"p95\"")
            return nil
        }
        // As `share()` does: 99.9 / 100 would be a little more than 0.999.
        return decimal(text.dropFirst(), exponent: "e-2").map { .quantile($0) }
    }
}
