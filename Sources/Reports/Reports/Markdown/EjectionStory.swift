import Recordings
import Scenarios
import Timebase
import Topologies

/// What callers ejected as outliers, and where they panicked, as entries of the chronicle.
struct EjectionStory {
    private static let mostEdges = 2

    let entries: [Chronicle.Entry]

    init(_ evidence: Evidence) {
        let input = evidence.input
        let edges = (0..<input.scenario.edgeCount).map { Edge($0, in: input) }
        let hit = edges.filter { !$0.ejections.isEmpty }
        let groups = hit.count <= EjectionStory.mostEdges ? hit.map { [$0] } : [hit]
        entries =
            groups.compactMap(EjectionStory.ejections) + edges.compactMap { $0.panic(in: input) }
    }

    /// What happened on one edge.
    private struct Edge {
        let name: String
        private(set) var ejections: [Instant] = []
        private(set) var returns: [Instant] = []
        private var panics: [Instant] = []
        private var calms: [Instant] = []

        init(_ edge: EdgeID, in input: ReportInput) {
            name = MarkdownText.code(input.scenario.edgeName(edge))
            for event in input.run.events {
                switch event.what {
                case .ejected(edge, _, _): ejections.append(event.at)
                case .readmitted(edge, _, _): returns.append(event.at)
                case .panicBegan(edge, _): panics.append(event.at)
                case .panicEnded(edge, _): calms.append(event.at)
                default: continue
                }
            }
        }

        func panic(in input: ReportInput) -> Chronicle.Entry? {
            guard let first = panics.first else { return nil }
            let last = calms.count < panics.count ? input.run.end : calms.last ?? first
            let text =
                "too few instances were good on \(name): its callers used all of them "
                + Quantity.count(panics.count, "time")
            return .init(from: first, to: last, weight: 70, text: text)
        }
    }

    private static func ejections(_ edges: [Edge]) -> Chronicle.Entry? {
        let out = edges.flatMap(\.ejections)
        let back = edges.flatMap(\.returns)
        guard let first = out.min(), let last = (out + back).max() else { return nil }
        let names = Names.list(edges.map(\.name), most: 3)
        let text =
            "outlier ejection on \(names) left instances out \(Quantity.count(out.count, "time")) "
            + "and took them back \(Quantity.count(back.count, "time"))"
        return .init(from: first, to: last, weight: 55, text: text)
    }
}
