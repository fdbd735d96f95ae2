public import Chance
public import Timebase

/// For engines in which a callee sees an attempt only as what comes over a connection.
extension Fleet {
    /// Counts in an attempt that reached one of our instances from elsewhere; ``arrive(_:now:)``
    /// follows, at once or when it has travelled far enough.
    ///
    /// - Parameters:
    ///   - edge: −1 when the caller is no part of the topology.
    ///   - deadline: past it no step of it starts.
    ///   - patience: until then its caller waits.
    ///   - stream: the load stream that it goes back to; −1 when that is unknown.
    ///   - isTied: the first copy of it that is taken up cancels the others.
    public mutating func receive(
        over edge: Int32, from: Int32, to: Int32, endpoint: Int32, key: Key, deadline: Instant,
        patience: Instant, stream: Int32, isTied: Bool, now: Instant
    ) -> Int32 {
        var attempt = Attempt(
            call: -1, edge: edge, from: from, to: to, endpoint: endpoint, key: key,
            began: now, deadline: deadline, patience: patience,
            stream: stream < blueprint.load.count ? max(-1, stream) : -1)
        attempt.isTied = isTied
        return attempts.insert(attempt)
    }

    /// The attempt as which the request came that makes this attempt; −1 for a user's own.
    public func origin(of attempt: Int32) -> Int32 {
        let call = attempts[attempt].call
        guard call >= 0 else { return -1 }
        return requests[activities[calls[call].activity].request].attempt
    }

    /// Whether a strand is at a `cpu` step, which is to keep a processor busy.
    public func burnsProcessor(_ activity: Int32) -> Bool {
        guard activities.isLive(activity) else { return false }
        let operation = operations[activities[activity].position - 1]
        return operation.kind == .work && operation.flag
    }
}
