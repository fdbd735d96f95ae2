/// Metrics in Prometheus' text format, version 0.0.4, all with the same labels.
///
/// - SeeAlso: Prometheus, "Exposition formats", "Text format details".
package struct MetricsText {
    package enum Kind: String { case counter, gauge }

    package static let contentType: StaticString = "text/plain; version=0.0.4; charset=utf-8"

    package private(set) var text = ""
    private let labels: String
    private var name = ""

    package init(labels: [(name: String, value: String)]) {
        self.labels = MetricsText.pairs(labels)
    }

    /// Begins a metric: its samples follow.
    package mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        let help = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// A sample of the metric begun last.
    package mutating func sample(_ value: Int, _ more: [(name: String, value: String)] = []) {
        let all = more.isEmpty ? labels : labels + "," + MetricsText.pairs(more)
        text += "\(name){\(all)} \(value)\n"
    }

    private static func pairs(_ labels: [(name: String, value: String)]) -> String {
        labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }
}
