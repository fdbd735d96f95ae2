import Recordings
import Scenarios
import Topologies

extension Evidence {
    /// The share of requests slower than the stream's `slow`, less control's share, at least 0.
    ///
    /// What did not succeed counts as slow. Under overload only what was served is looked at: what
    /// exceeds capacity cannot be answered by any protection, and kept goodput has counted it.
    func slowShareOverControl(of stream: StreamID, over cells: [Int]) -> Observation {
        guard let control else { return .noControl }
        let ledger = run.streams[stream].total(over: cells)
        let isOverloaded = !overloads(of: stream).isEmpty
        let seen = isOverloaded ? slowShareOfServed(ledger, stream) : slowShare(ledger)
        guard let value = seen.value else { return seen }
        let usual = slowShare(control.streams[stream].total(over: cells)).value ?? 0
        return .value(max(0, value - usual), samples: seen.samples)
    }

    /// The worst slow share over control: from the first fault to the end of the last, and in the
    /// aftermath of each.
    func worstSlowShare(of stream: StreamID, in faults: [Int]) -> Observation {
        let windows = slowShareOverControl(of: stream, over: cells(of: "faults"))
        let aftermaths = faults.compactMap { slowShare(of: stream, inAftermathOf: $0) }
        return ([windows] + aftermaths).worst(by: >, orElse: "no request of it was due")
    }

    private func slowShare(of stream: StreamID, inAftermathOf fault: Int) -> Observation? {
        let steps = aftermath(of: fault)
        guard let control, !steps.isEmpty, overloads(of: stream).isEmpty else { return nil }
        let seen = sum(of: stream, in: run, over: steps)
        let usual = sum(of: stream, in: control, over: steps)
        guard seen[.requests] > 0, usual[.requests] > 0 else { return nil }
        let share = Double(seen[.slow]) / Double(seen[.requests])
        let before = Double(usual[.slow]) / Double(usual[.requests])
        return .value(max(0, share - before), samples: seen[.requests])
    }

    /// The share of requests slower than the stream's `slow`.
    func slowShare(_ ledger: StreamLedger.Cell) -> Observation {
        .share(
            ledger.tally[.slow], of: ledger.tally[.requests], orElse: "no request of it was due")
    }

    /// The share of the ok answers that took longer than the stream's `slow`.
    func slowShareOfServed(_ ledger: StreamLedger.Cell, _ stream: StreamID) -> Observation {
        .share(
            ledger.successLatency.count(above: scenario.load[stream].slow),
            of: ledger.successLatency.count, orElse: "no request of it was served")
    }
}
