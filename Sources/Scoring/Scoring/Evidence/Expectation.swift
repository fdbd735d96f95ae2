import Recordings
import Scenarios
import Timebase
import Topologies

/// What a run without a control run is held against: the run as it would have been, had it gone on
/// like its baseline.
///
/// A live system runs once. Its own baseline, the phase before the first fault, says which share of
/// the requests succeeds, how long they take and what they bring to each edge and service; with the
/// requests that were really offered (less those that an overload added) that makes a recording of
/// the same shape as a control run's.
/// - SeeAlso: scoring.md, "Against a control".
struct Expectation {
    private let scenario: Scenario
    private let run: Recording
    private let routes: Routes
    /// The cells of the baseline.
    private let baseline: [Int]

    /// Nil where no request was due in the baseline.
    init?(_ scenario: Scenario, _ run: Recording, _ routes: Routes) {
        self.scenario = scenario
        self.run = run
        self.routes = routes
        baseline = run.windows.phase(named: "baseline").map { run.windows.cells(of: $0) } ?? []
        let requests = run.streams.reduce(0) {
            $0 + $1.total(over: baseline).tally[.requests]
        }
        guard requests > 0 else { return nil }
    }

    /// A recording without faults or events, in the cells and steps of the run.
    var recording: Recording {
        var expected = run
        expected.faults = []
        expected.events = []
        for stream in run.streams.indices { expected.streams[stream] = self.stream(stream) }
        for edge in run.edges.indices { expected.edges[edge] = self.edge(edge) }
        for service in run.services.indices { expected.services[service] = self.service(service) }
        return expected
    }

    private func stream(_ stream: StreamID) -> StreamLedger {
        let usual = run.streams[stream].total(over: baseline)
        let demand = demand { $0 == stream ? 1 : 0 }
        return StreamLedger(
            cells: demand.cells.map { share in
                var cell = usual
                cell.tally = usual.tally.scaled(by: share)
                return cell
            },
            steps: usual.tally.spread(over: demand.steps).map { tally in
                var step = StreamLedger.Step()
                step.tally = tally
                return step
            })
    }

    private func edge(_ edge: EdgeID) -> EdgeLedger {
        let usual = run.edges[edge].total(over: baseline)
        let demand = demand { routes.calls[$0][edge] }
        return EdgeLedger(
            cells: demand.cells.map { share in
                var cell = usual
                cell.tally = usual.tally.scaled(by: share)
                return cell
            }, steps: usual.tally.spread(over: demand.steps))
    }

    private func service(_ service: ServiceID) -> ServiceLedger {
        let usual = run.services[service].total(over: baseline)
        let demand = demand { routes.visits(of: service, by: $0) }
        let time = passing
        let before = run.windows.phases.first { $0.name == "baseline" }?.to ?? .start
        return ServiceLedger(
            cells: demand.cells.indices.map { cell in
                usual.scaled(by: demand.cells[cell]).withTimes(
                    of: usual.scaled(by: time.cells[cell]))
            },
            steps: zip(usual.spread(over: demand.steps), usual.spread(over: time.steps))
                .map { $0.withTimes(of: $1) },
            instances: run.services[service].instances.filter { $0.at < before }.suffix(1).map {
                ServiceLedger.InstanceCount(at: .start, ready: $0.ready, started: $0.started)
            }, deaths: [])
    }

    /// How much of something there is in each cell and each step, as a multiple of the baseline's.
    private typealias Shares = (cells: [Double], steps: [Double])

    /// The requests of the streams by weight, less those that an overload added. Where no stream
    /// has a weight, as on the far side of a program whose calls nobody knows, all count alike.
    private func demand(_ weight: (StreamID) -> Double) -> Shares {
        var weights = run.streams.indices.map(weight)
        if weights.allSatisfy({ $0 == 0 }) { weights = weights.map { _ in 1 } }
        func sum(_ tally: (StreamLedger) -> Tally<StreamCounter>) -> Double {
            zip(weights, run.streams).reduce(0) { sum, stream in
                let tally = tally(stream.1)
                return sum + stream.0 * Double(tally[.requests] - tally[.extra])
            }
        }
        let usual = sum { $0.total(over: baseline).tally }
        guard usual > 0 else {
            return shares { _ in
                0
            } steps: { _ in
                0
            }
        }
        return shares { cell in
            sum { $0.cells[cell].tally } / usual
        } steps: { step in
            sum { $0.steps[step].tally } / usual
        }
    }

    /// Time as it passes.
    private var passing: Shares {
        let lengths = run.windows.cells.indices.map {
            run.windows.length(ofCell: $0, until: run.end).seconds
        }
        let usual = baseline.reduce(0) { $0 + lengths[$1] }
        guard usual > 0 else {
            return shares { _ in
                0
            } steps: { _ in
                0
            }
        }
        return shares {
            lengths[$0] / usual
        } steps: { _ in
            run.step.seconds / usual
        }
    }

    private func shares(_ cell: (Int) -> Double, steps step: (Int) -> Double) -> Shares {
        (run.windows.cells.indices.map(cell), (run.streams.first?.steps ?? []).indices.map(step))
    }
}

extension Tally {
    /// So many times as much of everything, rounded to whole numbers.
    fileprivate func scaled(by factor: Double) -> Tally {
        Tally(values: values.map { Int64((Double($0) * factor).rounded()) })
    }

    /// So many times as much in each step, rounded so that any run of steps adds up to its share.
    fileprivate func spread(over factors: [Double]) -> [Tally] {
        var sum = 0.0
        var before = Tally()
        return factors.map { factor in
            sum += factor
            let now = scaled(by: sum)
            defer { before = now }
            return Tally(values: zip(now.values, before.values).map { $0 - $1 })
        }
    }
}

extension Tally<ServiceCounter> {
    /// With the integrals that grow with time, not with requests, taken from another row.
    fileprivate func withTimes(of other: Tally) -> Tally {
        var tally = self
        for column in [ServiceCounter.slotTime, .readyTime, .startedTime] {
            tally[column] = other[column]
        }
        return tally
    }
}
