import Recordings
import Scenarios
import Timebase
import Topologies

/// The sums of a recording's ledgers over each phase that a reader knows, taken once.
struct Figures {
    let recording: Recording
    /// The phases of the recording that are not empty, `run` among them.
    let phases: [Windows.Phase]
    /// By stream, then by phase.
    let streams: [[StreamFigures]]
    /// By edge, then by phase.
    let edges: [[EdgeFigures]]

    init(_ recording: Recording) {
        self.recording = recording
        let windows = recording.windows
        let visible = windows.visiblePhases.filter { !windows.phases[$0].isEmpty }
        phases = visible.map { windows.phases[$0] }
        streams = recording.streams.map { ledger in
            visible.map { phase in
                let cell = ledger.total(of: phase, in: windows)
                return StreamFigures(cell, over: windows.phases[phase].length)
            }
        }
        edges = recording.edges.map { ledger in
            visible.map { EdgeFigures(ledger.total(of: $0, in: windows)) }
        }
    }

    /// The place in ``phases`` of the phase with this name.
    func phase(_ name: String) -> Int? { phases.firstIndex { $0.name == name } }
}

/// What a stream's users saw in a phase.
struct StreamFigures {
    let tally: Tally<StreamCounter>
    let latency: LatencyFigures
    /// Succeeded and degraded a second; nil in a phase without length.
    let goodput: Double?

    init(_ cell: StreamLedger.Cell, over length: Duration) {
        tally = cell.tally
        latency = LatencyFigures(cell.latency)
        goodput = length > .zero ? Double(cell.tally.good) / length.seconds : nil
    }

    /// Succeeded and degraded ÷ requests.
    var availability: Double? {
        tally[.requests] == 0 ? nil : Double(tally.good) / Double(tally[.requests])
    }
}

/// What crossed an edge in a phase.
struct EdgeFigures {
    let tally: Tally<EdgeCounter>
    let latency: LatencyFigures

    init(_ cell: EdgeLedger.Cell) {
        tally = cell.tally
        latency = LatencyFigures(cell.latency)
    }

    /// Attempts a call that was sent.
    var amplification: Double? {
        tally[.reached] == 0 ? nil : Double(tally[.attempts]) / Double(tally[.reached])
    }
}

/// The figures of a histogram; nil where there are too few values for one.
struct LatencyFigures {
    let mean: Duration?
    let p50: Duration?
    let p90: Duration?
    let p99: Duration?
    let p999: Duration?
    let max: Duration?
    let count: Int
    let total: Duration

    init(_ histogram: Histogram) {
        count = histogram.count
        total = histogram.total

        let shares = [0.5, 0.9, 0.99, 0.999]
        let quantiles = histogram.quantiles(shares)
        let figures = zip(shares, quantiles).map { histogram.isFigure($0) ? $1 : nil }
        mean = histogram.mean
        p50 = figures[0]
        p90 = figures[1]
        p99 = figures[2]
        p999 = figures[3]
        max = histogram.count == 0 ? nil : histogram.max
    }
}

extension Tally<StreamCounter> {
    /// Requests with an ok answer.
    var good: Int { self[.succeeded] + self[.degraded] }
    /// Requests without one.
    var bad: Int { self[.failed] + self[.timedOut] + self[.rejected] }
}
