import Reports
import Timebase

/// The lines about a live run where nothing can be drawn: one every ten seconds, and one whenever
/// faults begin or end.
package struct LivePlainLines {
    private static let every = Duration.seconds(10)

    private var last = Instant.start
    private var faults: [String] = []

    package init() {}

    /// The line to say now, if any.
    package mutating func next(_ figures: LiveFigures) -> String? {
        let names = figures.faultsNow.map { PlainText.line($0.name) }
        guard names != faults || figures.now - last >= Self.every else { return nil }
        last = figures.now
        faults = names
        let streams = figures.streams(history: 0).map { stream in
            let answered = stream.answered.map { ", \(Quantity.percent($0)) answered" } ?? ""
            let degraded = stream.degraded.flatMap {
                $0 > 0 ? " (\(Quantity.percent($0)) degraded)" : nil
            }
            let name = PlainText.line(stream.name, limit: 40)
            return "\(name) \(Quantity.number(stream.rate))/s\(answered)\(degraded ?? "")"
        }
        let fault = names.isEmpty ? "no fault" : "fault \(names.joined(separator: ", "))"
        let time = Duration.seconds(figures.now.nanoseconds / 1_000_000_000)
        let all = [fault] + streams.prefix(4)
        return "\(time) of \(figures.recording.duration): \(all.joined(separator: "; "))"
    }
}
