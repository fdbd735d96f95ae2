import Recordings
import Scenarios
import Timebase
import Topologies

/// Timeline steps taken together until about 200 requests are in them.
struct Bins {
    /// Requests of one bin beyond which chance moves a success share of 95 % by less than 2 %.
    static let requests = 200.0
    /// How many good bins in a row make a recovery.
    static let inARow = 5

    let from: Int
    /// Steps in a bin.
    let width: Int
    let count: Int

    func steps(of bin: Int) -> Range<Int> {
        from + bin * width..<from + (bin + 1) * width
    }
}

extension Evidence {
    /// The whole bins from an instant to the end of the run; as wide as 200 requests of control
    /// take, and at least a step.
    func bins(of stream: StreamID, from instant: Instant) -> Bins {
        let ledger = (control ?? run).streams[stream]
        let total = ledger.steps.reduce(0) { $0 + $1.tally[.requests] }
        let perStep = Double(total) / Double(max(1, ledger.steps.count))
        let width = perStep > 0 ? Int((Bins.requests / perStep).rounded(.up)) : ledger.steps.count
        let first = steps(in: FaultLedger.Span(from: instant, to: end)).lowerBound
        let left = max(0, Int(end.nanoseconds / run.step.nanoseconds) - first)
        return Bins(from: first, width: max(1, width), count: left / max(1, width))
    }

    /// Whether the success share of each bin is at least 95 % of control's.
    func healthy(_ bins: Bins, of stream: StreamID, beside control: Recording) -> [Bool] {
        (0..<bins.count).map { bin in
            let seen = sum(of: stream, in: run, over: bins.steps(of: bin))
            let expected = sum(of: stream, in: control, over: bins.steps(of: bin))
            return seen.goodShare >= 0.95 * expected.goodShare
        }
    }

    /// Seconds from a fault's end to the first five bins in a row whose success share is at least
    /// 95 % of control's; 0 when it never was below. Without such five the time left is a lower
    /// bound.
    func recovery(of stream: StreamID, from fault: Int) -> Observation {
        guard let control else { return .noControl }
        let over = run.faults[fault].over
        let bins = bins(of: stream, from: over)
        guard bins.count >= Bins.inARow else {
            return .none(
                "\(bins.count) of the \(Bins.inARow) bins that it takes are left after the fault",
                samples: bins.count)
        }
        let healthy = healthy(bins, of: stream, beside: control)
        var inARow = 0
        for (bin, isHealthy) in healthy.enumerated() {
            inARow = isHealthy ? inARow + 1 : 0
            guard inARow == Bins.inARow else { continue }
            let first = bin + 1 - Bins.inARow
            guard first > 0 else { return .value(0, samples: bins.count) }
            let start = Instant.start + run.step * Int64(bins.steps(of: first).lowerBound)
            return .value((start - over).seconds, samples: bins.count)
        }
        return Observation(
            value: (end - over).seconds, samples: bins.count,
            reason: "not recovered by the end of the run", isAtLeast: true)
    }

    /// The slowest recovery from these faults: one that never came before any that did.
    func worstRecovery(of stream: StreamID, from faults: [Int]) -> Observation {
        faults.map { recovery(of: stream, from: $0) }
            .worst(by: >, orElse: "there was no fault to recover from")
    }
}
