import Recordings
import Scenarios
import Topologies

/// The streams that a picture shows: all, or the busiest where there are too many.
struct ChosenStreams {
    private static let most = 6

    /// In the scenario's order.
    let shown: [StreamID]
    /// The most steps that a stream has.
    let steps: Int
    /// What to say of those that are not shown.
    let notes: [String]

    init(_ input: ReportInput) {
        let ledgers = input.run.streams
        let requests = ledgers.map { ledger in
            ledger.steps.reduce(0) { $0 + $1.tally[.requests] }
        }
        let busiest = ledgers.indices.sorted { (-requests[$0], $0) < (-requests[$1], $1) }
        shown = busiest.prefix(ChosenStreams.most).sorted()
        steps = ledgers.map(\.steps.count).max() ?? 0
        let hidden = busiest.dropFirst(ChosenStreams.most).sorted()
        let names = hidden.prefix(8).map { PlainText.line(input.scenario.load[$0].name, limit: 24) }
        let more = hidden.count > names.count ? ", …" : ""
        notes =
            hidden.isEmpty
            ? [] : ["not shown, fewer requests: \(names.joined(separator: ", "))\(more)"]
    }
}
