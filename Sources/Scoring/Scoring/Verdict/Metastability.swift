import Recordings
import Scenarios
import Timebase
import Topologies

extension Evidence {
    /// 1 where a stream is still ill long after the last fault although nothing is wrong any more:
    /// capacity is back, offered load is at base, at least max(30 s, twice the longest time
    /// constant) have passed, and goodput stays below 95 % of control to the end; else 0.
    ///
    /// - SeeAlso: Bronson et al., "Metastable Failures in Distributed Systems", HotOS 2021.
    func metastable(_ stream: StreamID) -> Observation {
        guard let control else { return .noControl }
        guard let last = faults.map({ run.faults[$0].over }).max() else {
            return .none("there was no fault")
        }
        let wait = max(.seconds(30), TimeConstant.longest(in: scenario) * Int64(2))
        let bins = bins(of: stream, from: last + wait)
        guard last + wait < end, bins.count > 0 else {
            return .none("less than \(wait) were left after the last fault")
        }
        guard isCapacityBack(control) else { return .value(0, samples: bins.count) }
        let isIll = (0..<bins.count).allSatisfy { bin in
            let seen = good(of: stream, in: run, over: bins.steps(of: bin))
            let expected = good(of: stream, in: control, over: bins.steps(of: bin))
            return Double(seen) < 0.95 * Double(expected)
        }
        return .value(isIll ? 1 : 0, samples: bins.count)
    }

    /// Whether every service ends with at least as many ready instances as in the control run.
    private func isCapacityBack(_ control: Recording) -> Bool {
        run.services.indices.allSatisfy { service in
            let ready = run.services[service].instances.last?.ready ?? 0
            return ready >= control.services[service].instances.last?.ready ?? 0
        }
    }

    private func good(of stream: StreamID, in recording: Recording, over steps: Range<Int>) -> Int {
        steps.reduce(0) { $0 + recording.streams[stream].steps[$1].tally.good }
    }

    /// The streams that were metastable and the loop that kept them so, in sentences.
    func metastableReasons() -> [String] {
        let ill = streams.filter { metastable($0).value == 1 }
        guard !ill.isEmpty else { return [] }
        let names = ill.map { scenario.load[$0].name }.joined(separator: ", ")
        return ["\(names) stayed ill after the faults were gone (metastable): \(sustainingLoop())"]
    }

    /// The edge on which attempts multiply most after the last fault, or the work that is wasted.
    private func sustainingLoop() -> String {
        let cells = cells(of: "recovery")
        let loads = run.edges.indices.compactMap { edge in
            amplification(of: edge, over: cells).value.map { (edge: edge, factor: $0) }
        }
        let most = loads.max { $0.factor == $1.factor ? $0.edge > $1.edge : $0.factor < $1.factor }
        if let most, most.factor > 1.1 {
            let factor = Figure.text(most.factor, unit: "ratio")
            return "\(scenario.edgeName(most.edge)) carried \(factor) the attempts it should"
        }
        let totals = run.services.map { $0.total(over: cells) }
        let work = totals.reduce(0) { $0 + $1[.workTime] }
        let wasted = totals.reduce(0) { $0 + $1[.wastedTime] }
        let share = work > 0 ? Double(wasted) / Double(work) : 0
        return "\(Figure.text(share, unit: "ratio")) of all work was for callers who had given up"
    }
}
