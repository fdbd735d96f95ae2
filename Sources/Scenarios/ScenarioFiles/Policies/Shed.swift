import Resilience
import Timebase
import Topologies

extension ObjectTable {
    package static let shed = ObjectTable(
        "Shed",
        """
        Whom an instance lets wait, whom it drops with 503, and who goes first. `codel`: the front \
        of the queue is dropped faster and faster while every wait has been longer than `target` \
        for `interval` (RFC 8289). `adaptive-lifo`: while the queue has not been empty for \
        `interval`, a request may wait `target` only and the newest goes first, else it may wait \
        `interval` (Facebook). `priority`: the more critical stream goes first, and when the \
        backlog is full it takes the place of the last to come of the least critical.
        """,
        [
            KeyRow("algorithm", "`codel`, `adaptive-lifo` or `priority`", required: true, "Which."),
            KeyRow(
                "target", "duration above zero", default: "5ms", from: "RFC 8289; Facebook",
                "A wait that is acceptable for good. Not with `priority`."),
            KeyRow(
                "interval", "duration above zero", default: "100ms", from: "RFC 8289; Facebook",
                "How long waits may be longer. Not with `priority`."),
        ])
}

private enum ShedWord: String, CaseIterable {
    case codel
    case adaptiveLIFO = "adaptive-lifo"
    case priority
}

extension Node {
    /// Load shedding: its algorithm, or an object.
    func shed() -> Shedding? {
        if tree.members == nil { return word(ShedWord.self)?.shedding(CoDel.Settings()) }
        guard let fields = Fields(self, .shed),
            let word = fields["algorithm"]?.word(ShedWord.self),
            let target = fields["target"]?.duration(aboveZero: true),
            let interval = fields["interval"]?.duration(aboveZero: true)
        else { return nil }
        if word == .priority {
            fields.refuseIdle(
                ["target", "interval"], "with \"priority\"",
                expected: "the algorithm \"codel\" or \"adaptive-lifo\"")
        }
        return word.shedding(CoDel.Settings(target: target, interval: interval))
    }

    /// How long refused callers are told to wait, `"never"` for not at all.
    func retryAfter() -> Service.RetryAfter? {
        if tree.string == "never" { return .never }
        return duration().map { .wait($0) }
    }
}

extension ShedWord {
    fileprivate func shedding(_ settings: CoDel.Settings) -> Shedding {
        switch self {
        case .codel: .codel(settings)
        case .adaptiveLIFO: .adaptiveLIFO(settings)
        case .priority: .priority
        }
    }
}
