import ScenarioFiles

/// A format of a report: its word, and the name of its file in a report folder.
enum ReportFormat: String, CaseIterable {
    case markdown = "md"
    case json, html, junit, prometheus, otlp

    /// What is written without `--format`.
    static let usual: [ReportFormat] = [.markdown, .json]

    /// Their words: `md, json, html, junit, prometheus, otlp`.
    static let words = allCases.map(\.rawValue)

    var fileName: String {
        switch self {
        case .markdown: "report.md"
        case .json: "result.json"
        case .html: "report.html"
        case .junit: "junit.xml"
        case .prometheus: "metrics.prom"
        case .otlp: "traces.json"
        }
    }

    /// The formats of `--format md,json`; the usual ones without it.
    static func list(_ text: String?) throws(Failure) -> [ReportFormat] {
        guard let text else { return usual }
        var formats: [ReportFormat] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            guard let format = ReportFormat(rawValue: word) else {
                throw .unknown("format", word, among: words)
            }
            if !formats.contains(format) { formats.append(format) }
        }
        return formats
    }
}
