import Recordings
import Resilience
import Timebase
import Topologies

/// Which of the followed requests are kept.
struct TraceChoice {
    /// The ways in which requests failed, in the order in which they were first met.
    private var failures: [FailureCount] = []
    private var places: [FailureWay: Int] = [:]
    private var otherFailures = 0
    /// Those kept for having failed, with their way.
    private var failed: [(slot: Int, way: Int)] = []
    private var slow: [Slow] = []
    /// The first answered one of each stream.
    private var usual: [Int?]

    private struct Slow {
        var slot: Int
        var latency: Duration
    }

    init(streams: Int) { usual = Array(repeating: nil, count: streams) }

    /// A request has ended.
    ///
    /// - Returns: the slot that nobody needs any more: its own, or that of one which it displaces.
    mutating func dropped(afterEndOf slot: Int, _ draft: TraceDraft) -> Int? {
        guard let end = draft.end else { return slot }
        switch end.outcome {
        case .succeeded, .degraded: return dropped(answered: slot, draft.stream, end.at - draft.due)
        case .failed, .timedOut, .rejected:
            return isKept(failed: slot, draft.way(outcome: end.outcome), draft.due) ? nil : slot
        }
    }

    private mutating func dropped(
        answered slot: Int, _ stream: StreamID, _ latency: Duration
    ) -> Int? {
        guard usual[stream] != nil else {
            usual[stream] = slot
            return nil
        }
        // Ascending, equal ones in the order in which they came.
        guard slow.count < TraceSample.mostSlow || latency > slow[0].latency else { return slot }
        let place = slow.firstIndex { $0.latency > latency } ?? slow.count
        slow.insert(Slow(slot: slot, latency: latency), at: place)
        return slow.count > TraceSample.mostSlow ? slow.removeFirst().slot : nil
    }

    private mutating func isKept(failed slot: Int, _ way: FailureWay, _ due: Instant) -> Bool {
        guard let place = places[way] ?? newPlace(for: way, due) else {
            otherFailures += 1
            return false
        }
        failures[place].requests += 1
        failures[place].first = min(failures[place].first, due)
        let own = failed.count { $0.way == place }
        guard failed.count < TraceSample.mostFailed, own < TraceSample.mostOfAWay else {
            return false
        }
        failed.append((slot, place))
        return true
    }

    private mutating func newPlace(for way: FailureWay, _ due: Instant) -> Int? {
        guard failures.count < TraceSample.mostWays else { return nil }
        places[way] = failures.count
        failures.append(FailureCount(way: way, requests: 0, first: due))
        return failures.count - 1
    }

    /// What was chosen so far, put in its order.
    func sample(_ draft: (Int) -> TraceDraft?) -> TraceSample {
        let order = failures.indices.sorted {
            (-failures[$0].requests, failures[$0].first, $0)
                < (-failures[$1].requests, failures[$1].first, $1)
        }
        var sample = TraceSample(otherFailures: otherFailures)
        for way in order {
            var count = failures[way]
            for one in failed where one.way == way {
                guard let trace = draft(one.slot)?.trace(chosen: .failed) else { continue }
                count.traces.append(sample.traces.count)
                sample.traces.append(trace)
            }
            sample.failures.append(count)
        }
        sample.traces += slow.reversed().compactMap { draft($0.slot)?.trace(chosen: .slow) }
        sample.traces += usual.compactMap { $0 }.compactMap { draft($0)?.trace(chosen: .usual) }
        return sample
    }
}
