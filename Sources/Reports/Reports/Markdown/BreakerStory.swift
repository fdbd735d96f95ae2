import Recordings
import Scenarios
import Timebase
import Topologies

/// The breakers as entries of the chronicle, an edge's callers together.
struct BreakerStory {
    let entries: [Chronicle.Entry]

    init(_ evidence: Evidence) {
        let input = evidence.input
        entries = (0..<input.scenario.edgeCount).flatMap { edge in
            BreakerStory.entries(of: edge, in: input)
        }
    }

    private static func entries(of edge: EdgeID, in input: ReportInput) -> [Chronicle.Entry] {
        var openings: [(at: Instant, caller: Int)] = []
        var isOpen: [Bool] = []
        var lastClosed: Instant?
        for event in input.run.events {
            switch event.what {
            case .breakerOpened(edge, let caller):
                openings.append((event.at, caller))
                set(true, caller, in: &isOpen)
            case .breakerClosed(edge, let caller):
                lastClosed = event.at
                set(false, caller, in: &isOpen)
            default: continue
            }
        }
        guard let first = openings.first else { return [] }
        let name = MarkdownText.code(input.scenario.edgeName(edge))
        var entries = [opened(openings, first.at, name, in: input)]
        let stillOpen = isOpen.count { $0 }
        if let closed = lastClosed, stillOpen == 0 {
            entries.append(
                .init(from: closed, to: closed, weight: 60, text: "the breakers of \(name) closed"))
        } else if stillOpen > 0 {
            let end = Instant.start + input.run.duration
            entries.append(
                .init(
                    from: end, to: end, weight: 65,
                    text: "\(Quantity.count(stillOpen, "breaker")) of \(name) not closed again"))
        }
        return entries
    }

    /// The first opening of each caller, and how often they opened in all.
    private static func opened(
        _ openings: [(at: Instant, caller: Int)], _ first: Instant, _ name: String,
        in input: ReportInput
    ) -> Chronicle.Entry {
        var callers: [Int] = []
        var last = first
        for opening in openings where !callers.contains(opening.caller) {
            callers.append(opening.caller)
            last = opening.at
        }
        var text =
            callers.count == 1
            ? "the breaker of \(name) opened on one caller"
            : "the breakers of \(name) opened on \(callers.count) callers"
        if let began = input.run.faults.map(\.from).filter({ $0 <= first }).max() {
            text += ", first \(Quantity.duration(first - began)) after the fault began"
        }
        if openings.count > callers.count { text += "; \(openings.count) openings in all" }
        return .init(from: first, to: last, weight: 75, text: text)
    }

    private static func set(_ open: Bool, _ caller: Int, in states: inout [Bool]) {
        while states.count <= caller { states.append(false) }
        states[caller] = open
    }
}
