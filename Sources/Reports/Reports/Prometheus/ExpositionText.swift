import Recordings

/// Metric families in the text format of Prometheus, one after another.
///
/// Version 0.0.4, which the textfile collector of node_exporter and `promtool` read; it ends in
/// `# EOF` and has gauges and summaries only, so that a parser of OpenMetrics 1.0 reads it as well.
/// - SeeAlso: Prometheus, "Exposition formats", *Text-based format*; OpenMetrics 1.0.
struct ExpositionText {
    /// A label's name and its value.
    typealias Label = (name: String, value: String)

    private var lines: [String] = []
    /// The labels that every sample has.
    private let common: [Label]

    init(common: [Label]) { self.common = common }

    var text: String { (lines + ["# EOF", ""]).joined(separator: "\n") }

    /// A family of gauges; nothing where there is no sample. A value that is nil is left out.
    mutating func gauge(_ name: String, _ help: String, _ samples: [(labels: [Label], Double?)]) {
        let known = samples.compactMap { labels, value in value.map { (labels, $0) } }
        guard !known.isEmpty else { return }
        begin(name, help, "gauge")
        for (labels, value) in known { sample(name, labels, value) }
    }

    /// A family of summaries; nothing where nothing was counted.
    mutating func summary(
        _ name: String, _ help: String, _ samples: [(labels: [Label], LatencyFigures)]
    ) {
        let known = samples.filter { $0.1.count > 0 }
        guard !known.isEmpty else { return }
        begin(name, help, "summary")
        for (labels, latency) in known {
            let quantiles = [
                ("0.5", latency.p50), ("0.9", latency.p90), ("0.99", latency.p99),
                ("0.999", latency.p999),
            ]
            for (quantile, value) in quantiles {
                guard let value else { continue }
                sample(name, labels + [("quantile", quantile)], value.seconds)
            }
            sample(name + "_sum", labels, latency.total.seconds)
            sample(name + "_count", labels, Double(latency.count))
        }
    }

    private mutating func begin(_ name: String, _ help: String, _ type: String) {
        lines.append("# HELP \(name) \(help)")
        lines.append("# TYPE \(name) \(type)")
    }

    private mutating func sample(_ name: String, _ labels: [Label], _ value: Double) {
        let pairs = (common + labels).map { "\($0.name)=\"\(ExpositionText.escape($0.value))\"" }
        let number = DecimalText.string(value, decimals: 9, isTrimmed: true)
        lines.append("\(name){\(pairs.joined(separator: ","))} \(number)")
    }

    /// A label's value: any text, of which `\`, `"` and the line feed are escaped; what would
    /// command a terminal, or turn the text around it about, is made visible.
    static func escape(_ raw: String) -> String {
        var text = ""
        for scalar in raw.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            case _ where PlainText.isUnsafe(scalar):
                text += "\\\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
