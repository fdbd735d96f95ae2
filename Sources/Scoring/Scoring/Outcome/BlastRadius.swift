import Recordings
import Scenarios
import Topologies

extension Evidence {
    /// Whether a stream has no path of non-optional calls to what a fault falls on.
    func isBystander(_ stream: StreamID, of fault: Int) -> Bool {
        let ledger = run.faults[fault]
        return !routes.depends(stream, onEdges: ledger.edges, services: ledger.services)
    }

    /// The worst kept goodput of a stream in the windows of the faults it should not feel.
    func blastRadius(on stream: StreamID, of faults: [Int]) -> Observation {
        guard scenario.load.count > 1 else {
            return .none("a blast radius needs two streams or more")
        }
        let felt = faults.filter { isBystander(stream, of: $0) }
        guard !felt.isEmpty else {
            return .none("\(scenario.load[stream].name) itself depends on what the faults fall on")
        }
        return worstKeptGoodput(of: stream, in: felt)
    }

    /// The worst kept goodput among all streams in the windows of faults they should not feel.
    func blastRadius(of faults: [Int]) -> Observation {
        guard !faults.isEmpty else { return .none("there was no fault") }
        let seen = streams.map { blastRadius(on: $0, of: faults) }.worst(by: <, orElse: "")
        guard seen.value == nil, scenario.load.count > 1 else { return seen }
        return .none("every stream depends on what the faults fall on")
    }
}
