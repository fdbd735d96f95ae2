import Recordings
import Scenarios
import Timebase
import Topologies

/// The breakers as entries of the chronicle: the callers of an edge together, and the edges
/// together where there are many.
struct BreakerStory {
    private static let mostEdges = 2

    let entries: [Chronicle.Entry]

    init(_ evidence: Evidence) {
        let input = evidence.input
        let edges = (0..<input.scenario.edgeCount).compactMap { Edge($0, in: input) }
        entries =
            edges.count <= BreakerStory.mostEdges
            ? edges.flatMap { $0.entries(in: input) } : BreakerStory.together(edges, in: input)
    }

    /// What the breakers of one edge did.
    private struct Edge {
        let name: String
        /// The first opening of each caller, in order of time.
        private(set) var first: [Instant] = []
        private(set) var openings = 0
        private(set) var lastClosed: Instant?
        private(set) var stillOpen = 0

        /// Nil when none of them opened.
        init?(_ edge: EdgeID, in input: ReportInput) {
            name = MarkdownText.code(input.scenario.edgeName(edge))
            var isOpen: [Bool?] = []
            for event in input.run.events {
                switch event.what {
                case .breakerOpened(edge, let caller):
                    while isOpen.count <= caller { isOpen.append(nil) }
                    if isOpen[caller] == nil { first.append(event.at) }
                    isOpen[caller] = true
                    openings += 1
                case .breakerClosed(edge, let caller) where caller < isOpen.count:
                    lastClosed = event.at
                    isOpen[caller] = false
                default: continue
                }
            }
            stillOpen = isOpen.count { $0 == true }
            if first.isEmpty { return nil }
        }

        func entries(in input: ReportInput) -> [Chronicle.Entry] {
            let callers = first.count
            var text =
                callers == 1
                ? "the breaker of \(name) opened on one caller"
                : "the breakers of \(name) opened on \(callers) callers"
            text += BreakerStory.delay(first[0], in: input)
            if openings > callers { text += "; \(openings) openings in all" }
            let opened = Chronicle.Entry(
                from: first[0], to: first[callers - 1], weight: 75, text: text)
            return [opened, closed(in: input)].compactMap { $0 }
        }

        private func closed(in input: ReportInput) -> Chronicle.Entry? {
            if stillOpen > 0 {
                let end = input.run.end
                let text = "\(Quantity.count(stillOpen, "breaker")) of \(name) still not closed"
                return .init(from: end, to: end, weight: 65, text: text)
            }
            return lastClosed.map {
                .init(from: $0, to: $0, weight: 60, text: "the last breaker of \(name) closed")
            }
        }
    }

    private static func together(_ edges: [Edge], in input: ReportInput) -> [Chronicle.Entry] {
        let order = edges.indices.sorted { (edges[$0].first[0], $0) < (edges[$1].first[0], $1) }
        let names = Names.list(order.map { edges[$0].name }, most: 3)
        let first = edges[order[0]].first[0]
        let openings = edges.reduce(0) { $0 + $1.openings }
        let opened = Chronicle.Entry(
            from: first, to: edges.compactMap(\.first.last).max() ?? first, weight: 75,
            text: "breakers opened on \(edges.count) edges (\(names))"
                + "\(delay(first, in: input)); \(openings) openings in all"
        )
        let stillOpen = edges.filter { $0.stillOpen > 0 }
        if !stillOpen.isEmpty {
            let end = input.run.end
            let names = Names.list(stillOpen.map(\.name), most: 3)
            return [
                opened, .init(from: end, to: end, weight: 65, text: "still not closed: \(names)"),
            ]
        }
        let closed = edges.compactMap(\.lastClosed).max().map {
            Chronicle.Entry(from: $0, to: $0, weight: 60, text: "the last breaker closed")
        }
        return [opened, closed].compactMap { $0 }
    }

    /// How long after the latest beginning of a fault the first of them opened.
    private static func delay(_ first: Instant, in input: ReportInput) -> String {
        let began = input.run.faults.filter(\.attempted).flatMap(\.spans).map(\.from)
            .filter { $0 <= first }.max()
        return began.map { ", first \(Quantity.duration(first - $0)) after a fault began" } ?? ""
    }
}
