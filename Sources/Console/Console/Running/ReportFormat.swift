import ScenarioFiles

/// A format of a report: its word, and the name of its file in a report folder.
enum ReportFormat: String, CaseIterable {
    case markdown = "md"
    case json
    case html

    var fileName: String {
        switch self {
        case .markdown: "report.md"
        case .json: "result.json"
        case .html: "report.html"
        }
    }

    /// Formats that a later version will write.
    private static let later = ["junit"]

    /// Those that are written when nobody asks for others.
    private static let usual: [ReportFormat] = [.markdown, .json]

    /// The formats of `--format md,json`, which are the usual ones.
    static func list(_ text: String?) throws(Failure) -> [ReportFormat] {
        guard let text else { return usual }
        var formats: [ReportFormat] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            if later.contains(word) { throw .later("the format \(word)") }
            guard let format = ReportFormat(rawValue: word) else {
                throw .unknown("format", word, among: allCases.map(\.rawValue))
            }
            if !formats.contains(format) { formats.append(format) }
        }
        return formats
    }
}
