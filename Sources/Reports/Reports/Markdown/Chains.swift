import Recordings
import Scoring

/// From the fault over each hop to what the user saw: the ways in which most requests failed.
struct Chains {
    private static let most = 5

    private let input: ReportInput

    init(_ evidence: Evidence) { input = evidence.input }

    func write(to page: inout MarkdownPage) {
        guard let traces = input.run.traces, !traces.failures.isEmpty else { return }
        page.heading("Why requests failed")
        let stories = FailureStory.all(of: input)
        page.numbered(stories.prefix(Chains.most).map { item($0, of: traces) })
        let rest = stories.dropFirst(Chains.most).reduce(traces.otherFailures) {
            $0 + $1.failure.requests
        }
        guard rest > 0 else { return }
        let all = Quantity.count(traces.failedRequests, "failed request")
        page.paragraph("\(Quantity.count(rest)) of \(all) failed in other ways.")
    }

    private func item(_ story: FailureStory, of traces: TraceSample) -> String {
        let part = Double(story.failure.requests) / Double(max(1, traces.failedRequests))
        return "**\(Quantity.percent(part)) of the failures:** \(story.chain)\(story.setting) "
            + "(\(story.share))."
    }
}

extension FailureStory {
    /// The links in Markdown, one leading to the next.
    var chain: String { links.map { MarkdownText.text($0, limit: 200) }.joined(separator: " → ") }

    /// Which line answers for it, as a clause behind the chain; empty where there is none.
    var setting: String {
        place.map { "; its setting is " + MarkdownText.code($0.description, limit: 120) } ?? ""
    }
}
