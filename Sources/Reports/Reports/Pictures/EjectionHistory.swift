import Recordings
import Scenarios
import Timebase
import Topologies

/// How much of a callee the callers of an edge had ejected, over time.
struct EjectionHistory {
    let edge: EdgeID
    let ejections: Int
    /// The share of all pairs of a caller and an instance that were out.
    let steps: Staircase

    /// The history of every edge on which anything was ejected.
    static func all(in input: ReportInput) -> [EjectionHistory] {
        (0..<input.scenario.edgeCount).map { EjectionHistory($0, in: input) }
            .filter { $0.ejections > 0 }
    }

    private init(_ edge: EdgeID, in input: ReportInput) {
        self.edge = edge
        let scenario = input.scenario
        let caller = scenario.caller(of: edge)
        func count(_ service: ServiceID) -> Int {
            max(1, input.run.services[service].instances.map(\.ready).max() ?? 1)
        }
        let callers =
            scenario.stream(ofEntry: edge).map { scenario.load[$0].clients }
            ?? caller.map(count) ?? 1
        let pairs = Double(callers * count(scenario.callee(of: edge)))
        // The instances that each caller has ejected.
        var out: [[Int]] = []
        var (ejections, now) = (0, 0)
        var steps = [Staircase.Step(at: .start, values: [0])]
        for event in input.run.events {
            switch event.what {
            case .ejected(edge, let instance, let caller):
                while out.count <= caller { out.append([]) }
                out[caller].append(instance)
                (ejections, now) = (ejections + 1, now + 1)
            case .readmitted(edge, let instance, let caller) where caller < out.count:
                guard let place = out[caller].firstIndex(of: instance) else { continue }
                out[caller].remove(at: place)
                now -= 1
            // What a caller has ejected goes with it.
            case .instanceDied(let service, let caller)
            where service == scenario.caller(of: edge) && caller < out.count:
                now -= out[caller].count
                out[caller] = []
            default: continue
            }
            steps.append(.init(at: event.at, values: [min(1, Double(now) / pairs)]))
        }
        self.ejections = ejections
        self.steps = Staircase(steps)
    }
}
