import Recordings
import Reports
package import Scenarios
import Timebase
import Topologies

/// A live run as a few lines of a terminal: how far it is, faults, streams, edges and instances.
///
/// What stands on which line follows from the scenario alone, so that nothing jumps.
package struct LiveView {
    private static let mostStreams = 8
    /// Steps of the past that a stream's row shows, where there is room for them.
    private var history: Int { isWide ? 12 : 0 }
    private var isNarrow: Bool { columns < 56 }
    /// Whether what fallbacks answered has columns of its own.
    private var isWide: Bool { columns >= 72 }
    /// On a wider terminal the figures would be too far from their names.
    private static let mostColumns = 110

    private let scenario: Scenario
    private let columns: Int
    private let rows: Int
    private let tint: (String, Colour) -> String

    /// - Parameters:
    ///   - columns: no line is wider; 40 at least and 110 at most are taken.
    ///   - rows: no more lines are given.
    package init(
        _ scenario: Scenario, columns: Int, rows: Int,
        tint: @escaping (String, Colour) -> String = { text, _ in text }
    ) {
        self.scenario = scenario
        self.columns = min(LiveView.mostColumns, max(40, columns))
        self.rows = rows
        self.tint = tint
    }

    package func lines(_ figures: LiveFigures) -> [String] {
        var lines = [title(figures), bar(figures), faults(figures), ""]
        lines += streams(figures)
        let room = rows - lines.count - 3
        if room > 1 { lines += edges(figures, room: room) }
        lines += ["", instances(figures)]
        return Array(lines.prefix(max(1, rows)))
    }

    private func title(_ figures: LiveFigures) -> String {
        let time = "\(seconds(figures.now)) of \(scenario.duration)"
        let name = PlainText.line(scenario.title, limit: 200)
        let room = columns - DisplayWidth.of(time) - 1
        return DisplayWidth.fit(name, into: room) + " " + time
    }

    /// The run from left to right: what has passed, and where faults are.
    private func bar(_ figures: LiveFigures) -> String {
        var bar = ""
        for cell in 0..<columns {
            func at(_ cell: Int) -> Instant {
                .start + .nanoseconds(scenario.duration.nanoseconds / Int64(columns) * Int64(cell))
            }
            let isFault = figures.isFault(from: at(cell), to: at(cell + 1))
            let isPast = at(cell) < figures.now
            let mark = isFault ? (isPast ? "█" : "▒") : (isPast ? "━" : "─")
            bar += isFault ? tint(mark, .yellow) : mark
        }
        return bar
    }

    private func faults(_ figures: LiveFigures) -> String {
        let now = figures.faultsNow
        guard now.isEmpty else {
            let names = now.map { "\(PlainText.line($0.name)), \(whole($0.time)) left" }
            let text = "fault now: \(names.joined(separator: "; "))"
            return tint(DisplayWidth.limit(text, to: columns), .yellow)
        }
        let next = figures.nextFault.map {
            "; next in \(whole($0.time)): \(PlainText.line($0.name))"
        }
        return DisplayWidth.limit("no fault now\(next ?? "")", to: columns)
    }

    private func streams(_ figures: LiveFigures) -> [String] {
        let all = figures.streams(history: history)
        // The name has what the figures, of 9 columns each, and the history leave it.
        let name = columns - (isNarrow ? 3 : isWide ? 5 : 4) * 9 - history - 3
        let heads =
            ["sent/s", "answered"] + (isWide ? ["degraded"] : []) + ["p99"]
            + (isNarrow ? [] : ["median"])
        let head = row("stream", name, heads.map { ($0, nil) })
        var lines = [tint(head, .faint)]
        for stream in all.prefix(LiveView.mostStreams) {
            let line = row("  " + PlainText.line(stream.name), name, cells(stream))
            lines.append(line + "   " + spark(stream.history))
        }
        let more = all.count - LiveView.mostStreams
        if more > 0 { lines.append("  and \(Quantity.count(more, "more stream"))") }
        return lines
    }

    /// Where there is a column for what was degraded, what was answered in full stands beside it.
    private func cells(_ stream: LiveFigures.StreamRow) -> [(String, Colour?)] {
        let colour = stream.answered.flatMap { LiveView.colour(share: $0) }
        let degraded = isWide ? stream.degraded ?? 0 : 0
        let answered = stream.answered.map { Quantity.percent(max(0, $0 - degraded)) } ?? "–"
        var cells = [(Quantity.number(stream.rate), nil), (answered, colour)]
        if isWide { cells.append((stream.degraded.map(Quantity.percent) ?? "–", nil)) }
        cells.append((Quantity.duration(stream.p99), nil))
        return isNarrow ? cells : cells + [(Quantity.duration(stream.p50), nil)]
    }

    private func edges(_ figures: LiveFigures, room: Int) -> [String] {
        let all = order(figures)
        let most = all.count <= room - 1 ? all.count : room - 2
        // The breakers' states take at most 14 columns, with what parts them from the figures.
        let name = columns - (isNarrow ? 2 : isWide ? 4 : 3) * 9 - 14
        let heads =
            ["calls/s", "failed"] + (isNarrow ? [] : ["rejected"]) + (isWide ? ["fallback"] : [])
        let head = row("edge", name, heads.map { ($0, nil) })
        var lines = [tint(head + "   breakers", .faint)]
        let breakers = figures.breakers
        for edge in all.prefix(max(0, most)) {
            let edge = figures.row(of: edge, breakers)
            func cell(_ share: Double?) -> (String, Colour?) {
                let colour = share.flatMap { LiveView.colour(share: 1 - $0) }
                return (share.map(Quantity.percent) ?? "–", colour)
            }
            var cells = [(Quantity.number(edge.rate), nil), cell(edge.failed)]
            if !isNarrow { cells.append(cell(edge.rejected)) }
            if isWide { cells.append((edge.fallback.map(Quantity.percent) ?? "–", nil)) }
            let line = row("  " + PlainText.line(edge.name), name, cells)
            lines.append(line + "   " + states(edge.breakers))
        }
        let more = all.count - most
        if more > 0 { lines.append("  and \(Quantity.count(more, "more edge"))") }
        return lines
    }

    /// The edges that faults fall on, then the others.
    private func order(_ figures: LiveFigures) -> [EdgeID] {
        let hit = figures.recording.faults.flatMap(\.edges)
        let all = Array(0..<scenario.edgeCount)
        return all.filter { hit.contains($0) } + all.filter { !hit.contains($0) }
    }

    private func states(_ breakers: (open: Int, halfOpen: Int)?) -> String {
        guard let breakers else { return "" }
        if breakers.open > 0 { return tint("\(breakers.open) open", .red) }
        return breakers.halfOpen > 0 ? tint("\(breakers.halfOpen) half-open", .yellow) : "closed"
    }

    private func instances(_ figures: LiveFigures) -> String {
        let counts = figures.instances.map { service in
            let count =
                service.ready == service.started
                ? "\(service.ready)" : "\(service.ready) of \(service.started)"
            return "\(PlainText.line(service.name, limit: 24)) \(count)"
        }
        return DisplayWidth.limit("ready: \(counts.joined(separator: " · "))", to: columns)
    }

    /// A name and cells of 9 columns, to the right.
    private func row(_ name: String, _ width: Int, _ cells: [(String, Colour?)]) -> String {
        let right = cells.map { text, colour in
            let cell = DisplayWidth.fit(text, into: 9, toTheRight: true)
            return colour.map { tint(cell, $0) } ?? cell
        }
        return DisplayWidth.fit(name, into: width) + right.joined()
    }

    private static func colour(share: Double) -> Colour? {
        share >= 0.99 ? nil : share >= 0.9 ? .yellow : .red
    }

    /// Shares as bars, the latest on the right.
    private func spark(_ shares: [Double?]) -> String {
        let bars = Array("▁▂▃▄▅▆▇█")
        let drawn = shares.map { share in
            share.map { String(bars[min(7, max(0, Int($0 * 7.999)))]) } ?? " "
        }
        return String(repeating: " ", count: max(0, history - shares.count)) + drawn.joined()
    }

    private func seconds(_ at: Instant) -> String { whole(at - .start) }

    private func whole(_ time: Duration) -> String {
        "\(Duration.seconds((time.nanoseconds + 500_000_000) / 1_000_000_000))"
    }
}
