import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies

/// A faulty edge as a mechanism's judge sees it: what crossed it in the faults' windows, and what
/// crosses it in the control run.
struct JudgedEdge {
    let edge: EdgeID
    /// The faults that fall on it, as indices into the recording's ledgers.
    let faults: [Int]
    /// The cells of their windows.
    let cells: [Int]
    /// What crossed it in their windows.
    let seen: EdgeLedger.Cell
    /// What crossed it in the same windows of the control run.
    let expected: EdgeLedger.Cell
    /// What crossed it in the whole of the control run.
    let usual: EdgeLedger.Cell
    let protection: Protection
}

extension Evidence {
    /// The edges on which something is broken: those between services, and the entry edges of
    /// streams with a policy. An overload breaks no edge; it calls for shedding and autoscaling.
    private var judgedEdges: [JudgedEdge] {
        (0..<scenario.edgeCount).compactMap { edge in
            let faults = faults(on: edge).filter { !run.faults[$0].isOverload }
            guard let control, !faults.isEmpty else { return nil }
            let cells = cells(ofFaults: faults)
            return JudgedEdge(
                edge: edge, faults: faults, cells: cells,
                seen: run.edges[edge].total(over: cells),
                expected: control.edges[edge].total(over: cells),
                usual: control.edges[edge].total(over: self.cells(of: "run")),
                protection: Protection(of: edge, in: scenario, observed: run.observed))
        }
    }

    /// The edges on which a protection can be asked for. A stream stands for users, who have what
    /// its policy gives them and lack nothing.
    func judgedEdges<Setting>(
        having find: (Protection) -> (setting: Setting, path: String)?
    ) -> [(edge: JudgedEdge, present: (setting: Setting, path: String)?)] {
        judgedEdges.compactMap { judged in
            let present = find(judged.protection)
            guard present != nil || scenario.caller(of: judged.edge) != nil else { return nil }
            return (judged, present)
        }
    }

    /// The slots that one instance of the caller has; nil for a stream and for no limit.
    func slots(ofCaller edge: EdgeID) -> Int? {
        scenario.caller(of: edge).flatMap { scenario.topology.services[$0].concurrency }
    }

    /// What a protection did on an edge in its companion run.
    func inVain(
        on edge: EdgeID, _ observe: (HarmlessTraffic) -> Observation
    ) -> Observation {
        guard let traffic = harmless.first(where: { $0.edge == edge }) else {
            return .none("there was no companion run")
        }
        return observe(traffic)
    }

    /// A mechanism that the fault on an edge did not call for.
    func notCalledFor(
        _ mechanism: Mechanism, on judged: JudgedEdge, _ reason: String, path: String?
    ) -> MechanismScore {
        MechanismScore(
            mechanism: mechanism, on: .edge(judged.edge), state: .notCalledFor(reason), score: nil,
            path: path, weight: weight(of: judged.edge))
    }

    /// A mechanism that was called for on an edge; `path` is nil where it is not configured.
    func calledFor(
        _ mechanism: Mechanism, on judged: JudgedEdge, path: String?, measures: [Measure],
        events: [MechanismScore.Explanation] = []
    ) -> MechanismScore {
        let present: MechanismScore.State = judged.protection.isObserved ? .observed : .present
        return MechanismScore(
            mechanism: mechanism, on: .edge(judged.edge), state: path == nil ? .absent : present,
            score: Measure.mean(measures), measures: measures, events: events,
            path: path ?? judged.protection.path, weight: weight(of: judged.edge))
    }
}

extension Tally<EdgeCounter> {
    /// Attempts that ended badly: not `succeeded`, and not `cancelled`, which blames nobody.
    var failedAttempts: Int { self[.failed] + self[.refused] + self[.reset] + self[.timedOut] }
    /// Attempts of which it is known how they ended.
    var judgedAttempts: Int { self[.succeeded] + failedAttempts }
    /// First attempts of which it is known how they ended.
    var firstAttempts: Int { self[.firstSucceeded] + self[.firstFailed] }
}

/// Less than this share of the traffic is chance and not a fault's deed.
let noticeableShare = 0.01

/// What a present protection alone can do wrong, and an absent one cannot do right.
let onlyWherePresent = Observation.none("the protection is absent")
