import Recordings
import Scenarios
import Scoring
import Timebase

/// A scenario that could not be run.
public struct SummaryFailure: Sendable {
    public var file: String
    /// What is wrong, a line each.
    public var message: String

    public init(file: String, message: String) {
        self.file = file
        self.message = message
    }
}

/// A summary for a pull request's comment or a job's page: GitHub's Markdown with tables and blocks
/// of text instead of pictures, at most 60 lines.
///
/// Of several scenarios a row each, those that are in the way first, and the first of them in full.
public func summaryReport(
    _ inputs: [ReportInput], failures: [SummaryFailure] = []
) -> String {
    var page = MarkdownPage()
    if inputs.count == 1, failures.isEmpty {
        SummaryPart(inputs[0]).write(to: &page)
    } else {
        SummaryTable(inputs, failures).write(to: &page)
    }
    return page.text
}

/// The table of several scenarios.
private struct SummaryTable {
    private static let most = 14
    private static let mostFailures = 6

    private let parts: [SummaryPart]
    private let failures: [SummaryFailure]

    /// Those that are in the way first, otherwise in their order.
    init(_ inputs: [ReportInput], _ failures: [SummaryFailure]) {
        self.failures = failures
        let parts = inputs.map(SummaryPart.init)
        self.parts = parts.filter(\.isInTheWay) + parts.filter { !$0.isInTheWay }
    }

    func write(to page: inout MarkdownPage) {
        let bad = parts.filter(\.isInTheWay)
        let count = Quantity.count(parts.count + failures.count, "scenario")
        let wrong = bad.count + failures.count
        page.heading(wrong == 0 ? "✅ \(count) passed" : "❌ \(wrong) of \(count) did not pass")
        page.list(failures.prefix(SummaryTable.mostFailures).map(SummaryTable.item))
        let others = failures.count - SummaryTable.mostFailures
        if others > 0 { page.paragraph("And \(Quantity.count(others, "more")) could not be run.") }
        page.table(
            ["", "scenario", ">score", "objectives"],
            parts.prefix(SummaryTable.most).map(\.row))
        let more = parts.count - SummaryTable.most
        if more > 0 { page.paragraph("And \(Quantity.count(more, "more scenario")).") }
        guard let first = bad.first else { return }
        page.heading(first.title, level: 3)
        first.writeFailures(to: &page)
        first.writeReproduction(to: &page)
        guard bad.count > 1 else { return }
        page.paragraph(
            "The other \(bad.count - 1) that did not pass are told in their own reports.")
    }

    private static func item(_ failure: SummaryFailure) -> String {
        "Not run: " + MarkdownText.code(failure.file, limit: 120) + ": "
            + MarkdownText.text(failure.message, limit: 300)
    }
}
