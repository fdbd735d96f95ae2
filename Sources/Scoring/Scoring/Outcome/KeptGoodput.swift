import Recordings
import Scenarios
import Timebase
import Topologies

extension Evidence {
    /// Good answers of the run ÷ the good answers there should have been, capped at 1.
    ///
    /// There should have been as many as in the control run; while an overload raises the stream,
    /// as many as were offered or could be served, whichever is fewer: Σ min(offered, capacity ·
    /// time) over the cells of the overload. A closed loop sends less when answers are late, so
    /// its success share stands for its goodput.
    /// - SeeAlso: scoring.md; Beyer et al., *Site Reliability Engineering* (2016), ch. 21, on
    ///   goodput under overload.
    func keptGoodput(of stream: StreamID, over cells: [Int]) -> Observation {
        guard let control else { return .noControl }
        let seen = run.streams[stream].total(over: cells).tally
        let expected = control.streams[stream].total(over: cells).tally
        guard seen[.requests] > 0, expected.good > 0 else {
            return .none("no request of it was due, or none of its control's succeeded")
        }
        if case .closed = scenario.load[stream].demand {
            let ratio = seen.goodShare / expected.goodShare
            return .value(min(1, ratio), samples: seen[.requests])
        }
        guard let attainable = attainable(of: stream, over: cells) else {
            return .none("there is no capacity run to tell what could be served")
        }
        return .value(min(1, Double(seen.good) / attainable), samples: seen[.requests])
    }

    /// The good answers there should have been; nil when overloaded without a known capacity.
    private func attainable(of stream: StreamID, over cells: [Int]) -> Double? {
        let overloaded = self.cells(ofFaults: overloads(of: stream))
        let capacity = capacity(of: stream)
        var sum = 0.0
        for cell in cells {
            if !overloaded.contains(cell) {
                sum += Double(control?.streams[stream].cells[cell].tally.good ?? 0)
                continue
            }
            guard let capacity else { return nil }
            let offered = run.streams[stream].cells[cell].tally[.requests]
            let servable = capacity * windows.length(ofCell: cell, until: end).seconds
            sum += min(Double(offered), servable)
        }
        return sum
    }

    /// The most good answers a second that the capacity run kept up: its best mean over five
    /// steps in a row, or over a tenth of the run if that is longer, so that chance adds little.
    func capacity(of stream: StreamID) -> Double? {
        guard let steps = capacity?.streams[stream].steps, !steps.isEmpty else { return nil }
        let span = min(steps.count, max(5, steps.count / 10))
        var sum = steps[..<span].reduce(0) { $0 + $1.tally.good }
        var best = sum
        for next in span..<steps.count {
            sum += steps[next].tally.good - steps[next - span].tally.good
            best = max(best, sum)
        }
        return Double(best) / (Double(span) * run.step.seconds)
    }

    /// The worst kept goodput among the windows of these faults, and until what they killed serves
    /// again.
    func worstKeptGoodput(of stream: StreamID, in faults: [Int]) -> Observation {
        let windows = faults.map { keptGoodput(of: stream, over: cells(ofFaults: [$0])) }
        let aftermaths = faults.compactMap { keptGoodput(of: stream, inAftermathOf: $0) }
        return (windows + aftermaths)
            .worst(by: <, orElse: "no fault window held a request of it")
    }

    /// Nil where a fault has no aftermath, or where an overload of the stream would fall into it.
    private func keptGoodput(of stream: StreamID, inAftermathOf fault: Int) -> Observation? {
        let steps = aftermath(of: fault)
        guard let control, !steps.isEmpty, overloads(of: stream).isEmpty else { return nil }
        let seen = sum(of: stream, in: run, over: steps)
        let expected = sum(of: stream, in: control, over: steps)
        guard seen[.requests] > 0, expected.good > 0 else { return nil }
        if case .closed = scenario.load[stream].demand {
            let ratio = seen.goodShare / expected.goodShare
            return .value(min(1, ratio), samples: seen[.requests])
        }
        let ratio = Double(seen.good) / Double(expected.good)
        return .value(min(1, ratio), samples: seen[.requests])
    }
}

extension Tally<StreamCounter> {
    /// Requests that had an ok answer: succeeded or degraded.
    var good: Int { self[.succeeded] + self[.degraded] }
    /// The share of requests with an ok answer, 0 … 1; 1 where there was none to answer.
    var goodShare: Double {
        self[.requests] == 0 ? 1 : Double(good) / Double(self[.requests])
    }
}
