import Recordings
import Scenarios
import Timebase
import Topologies

/// A run beside what it is held against, with the lookups that every measure shares.
struct Evidence {
    let scenario: Scenario
    let run: Recording
    /// The control run. A run without faults is its own control; one that has none, because reality
    /// runs once, is held against its baseline, see ``Expectation``.
    let control: Recording?
    /// Whether the baseline stands for the control run.
    let isHeldAgainstBaseline: Bool
    let capacity: Recording?
    let harmless: [HarmlessTraffic]
    let routes: Routes
    /// The fault ledgers that really began, as indices into the recording's.
    let faults: [Int]

    init(_ scenario: Scenario, _ runs: Runs) {
        self.scenario = scenario
        run = runs.run
        faults = runs.run.faults.indices.filter { runs.run.faults[$0].attempted }
        capacity = runs.capacity
        harmless = runs.harmless
        routes = Routes(scenario)
        isHeldAgainstBaseline = !faults.isEmpty && runs.control == nil
        control =
            faults.isEmpty
            ? runs.run : runs.control ?? Expectation(scenario, runs.run, routes)?.recording
    }

    var windows: Windows { run.windows }
    var end: Instant { run.end }
    var streams: Range<StreamID> { scenario.load.indices }

    /// The cells of a phase known by name; none where the run has no such phase.
    func cells(of name: String) -> [Int] {
        windows.phase(named: name).map { windows.cells(of: $0) } ?? []
    }

    /// The spans of a phase known by name.
    func spans(of name: String) -> [FaultLedger.Span] {
        windows.phase(named: name).map { windows.phases[$0].spans } ?? []
    }

    /// Whether an instant lies in a phase.
    func isIn(_ name: String, _ instant: Instant) -> Bool {
        spans(of: name).contains { $0.from <= instant && instant < $0.to }
    }

    /// The cells of the windows of these faults.
    func cells(ofFaults faults: [Int]) -> [Int] {
        windows.cells(ofAny: faults.compactMap { windows.phase(named: Windows.fault($0)) })
    }

    /// The cells of the windows of these faults, from 1 s after each beginning on.
    func cells(ofEstablished faults: [Int]) -> [Int] {
        windows.cells(ofAny: faults.compactMap { windows.phase(named: Windows.established($0)) })
    }

    /// How long these cells are together.
    func length(of cells: [Int]) -> Duration {
        cells.reduce(.zero) { $0 + windows.length(ofCell: $1, until: end) }
    }

    /// The faults that fall on an edge.
    func faults(on edge: EdgeID) -> [Int] {
        faults.filter { run.faults[$0].edges.contains(edge) }
    }

    /// Requests of the control run over an edge: the weight of what is judged there.
    func weight(of edge: EdgeID) -> Double {
        guard let control else { return 0 }
        return Double(control.edges[edge].total(over: cells(of: "run")).tally[.calls])
    }

    /// Requests of the control run that reached a service.
    func weight(ofService service: ServiceID) -> Double {
        guard let control else { return 0 }
        return Double(control.services[service].total(over: cells(of: "run"))[.arrived])
    }
}

extension Evidence {
    /// The overloads and spikes that raise a stream.
    func overloads(of stream: StreamID) -> [Int] {
        faults.filter {
            run.faults[$0].isOverload
                && run.faults[$0].edges.contains(scenario.entryEdge(of: stream))
        }
    }

    /// The streams that some overload raises, in the load's order.
    var overloadedStreams: [StreamID] { streams.filter { !overloads(of: $0).isEmpty } }
}

extension Evidence {
    /// The steps of the timeline that lie wholly within a span, or the one around a short span.
    func steps(in span: FaultLedger.Span) -> Range<Int> {
        let step = run.step.nanoseconds
        let count = Int((end.nanoseconds + step - 1) / step)
        let from = Int((span.from.nanoseconds + step - 1) / step)
        let to = Int(span.to.nanoseconds / step)
        guard from < to else {
            let around = min(Int(span.from.nanoseconds / step), count)
            return around..<min(around + 1, count)
        }
        return min(from, count)..<min(to, count)
    }

    /// The steps within the windows of these faults, each once, rising.
    func steps(ofFaults faults: [Int]) -> [Int] {
        var inside = Array(repeating: false, count: run.streams.first?.steps.count ?? 0)
        for fault in faults {
            for span in run.faults[fault].spans {
                for step in steps(in: span) where step < inside.count { inside[step] = true }
            }
        }
        return inside.indices.filter { inside[$0] }
    }

    /// The steps within a phase, rising.
    func steps(of name: String) -> [Int] {
        let spans = spans(of: name).filter { $0.from < $0.to }
        return Array(Set(spans.flatMap { steps(in: $0) })).sorted()
    }
}
