import Recordings
import Scenarios
import Timebase

/// What happened in order: the weightiest events, like ones told together.
struct Chronicle {
    /// So many lines that what to change still begins within 40 lines.
    private static let most = 9

    /// One line of it.
    struct Entry {
        var from: Instant
        var to: Instant
        /// What goes first when there are too many; higher stays.
        var weight: Int
        var text: String
    }

    /// In order of time.
    let entries: [Entry]
    /// How many lighter ones were left out.
    let omitted: Int
    private let clock: RunClock

    init(_ evidence: Evidence) {
        let all =
            FaultStory(evidence).entries + ImpactStory(evidence).entries
            + BreakerStory(evidence).entries + InstanceStory(evidence).entries
            + EjectionStory(evidence).entries + ScalingStory(evidence).entries
        let kept = all.indices.sorted { (-all[$0].weight, $0) < (-all[$1].weight, $1) }
            .prefix(Chronicle.most)
        entries = kept.sorted { (all[$0].from, $0) < (all[$1].from, $1) }.map { all[$0] }
        clock = evidence.clock
        omitted = all.count - entries.count
    }

    func write(to page: inout MarkdownPage) {
        page.heading("What happened")
        var lines = entries.map { "**\(clock.text($0.from, $0.to))** \($0.text)" }
        if omitted > 0 { lines.append("and \(Quantity.count(omitted, "lesser event")).") }
        if lines.isEmpty { lines = ["Nothing but the load."] }
        page.list(lines)
    }
}
