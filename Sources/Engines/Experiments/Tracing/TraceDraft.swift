import Chance
import Recordings
import Resilience
import Timebase
import Topologies

/// A request that is followed, with what it went through until now.
struct TraceDraft {
    private(set) var key: Key
    private(set) var stream: StreamID
    private(set) var due: Instant
    var spans: [Trace.Span] = []
    var droppedSpans = 0
    /// How it ended, once it has.
    var end: (outcome: RequestOutcome, at: Instant)?

    init(key: Key, stream: StreamID, due: Instant) {
        self.key = key
        self.stream = stream
        self.due = due
    }

    /// Becomes another request's, in the room that this one's spans had.
    mutating func begin(key: Key, stream: StreamID, due: Instant) {
        self.key = key
        self.stream = stream
        self.due = due
        spans.removeAll(keepingCapacity: true)
        droppedSpans = 0
        end = nil
    }

    func trace(chosen: Trace.Chosen) -> Trace? {
        guard let end else { return nil }
        return Trace(
            key: key, stream: stream, chosen: chosen, outcome: end.outcome, due: due,
            ended: end.at, spans: spans, droppedSpans: droppedSpans)
    }

    /// The way in which it has just failed.
    ///
    /// From the user's call inwards, at each instance to the call that made it fail: the last one
    /// to end badly, or, where its caller did not wait any longer, one that is still under way.
    func way(outcome: RequestOutcome) -> FailureWay {
        var way = FailureWay(stream: stream, outcome: outcome, hops: [])
        var place = -1
        var isGivenUp = outcome == .timedOut
        while let call = culprit(of: place, isGivenUp: isGivenUp) {
            let attempts = children(of: call, .attempt)
            let last = attempts.last { spans[$0].ending != .cancelled } ?? attempts.last
            way.hops.append(
                FailureWay.Hop(
                    edge: spans[call].edge, call: spans[call].ending,
                    attempt: last.map { spans[$0].ending },
                    status: last.map { spans[$0].status } ?? 0))
            way.fault = attempts.reversed().lazy.compactMap { spans[$0].fault }.first ?? way.fault
            guard let last else { break }
            place = last
            isGivenUp = spans[last].ending == .timedOut || spans[last].ending == .underWay
        }
        return way
    }

    /// The call of a request that made it fail; nil where it is to blame itself.
    private func culprit(of place: Int, isGivenUp: Bool) -> Int? {
        let calls = children(of: place, .call)
        let failed = calls.filter { !spans[$0].ending.isGood && spans[$0].ending != .cancelled }
        let ended = failed.filter { spans[$0].to != nil }
        let underWay = failed.last { spans[$0].to == nil }
        // Of calls that ended at one instant the first to have begun.
        let last = ended.max { (spans[$0].to ?? .start, $1) < (spans[$1].to ?? .start, $0) }
        return isGivenUp ? underWay ?? last : last ?? underWay
    }

    private func children(of place: Int, _ kind: Trace.Span.Kind) -> [Int] {
        spans.indices.filter { spans[$0].parent == place && spans[$0].kind == kind }
    }
}
