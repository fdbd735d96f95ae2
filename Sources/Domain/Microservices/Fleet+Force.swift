public import Resilience
public import Timebase
public import Topologies

extension Fleet {
    /// Puts the breakers that callers have on an edge into a state by hand; nil closes them, with
    /// empty windows. One that a caller gets later, as it starts, is as its policy says.
    public mutating func force(
        _ edge: EdgeID, _ forced: CircuitBreaker.Forced?, now: Instant
    ) {
        for channel in 0..<channels.count {
            let line = Int(channels[channel].line)
            guard Int(lines[line].edge) == edge, blueprint.lines[line].policy.breaker != nil else {
                continue
            }
            let first = Int(channels[channel].guardian)
            if first >= 0 {
                for place in first..<first + guardianCount(of: line) {
                    force(place, of: channel, forced, now: now)
                }
            }
            for place in channels[channel].guardians.values.sorted() {
                force(Int(place), of: channel, forced, now: now)
            }
        }
    }

    private mutating func force(
        _ guardian: Int, of channel: Int, _ forced: CircuitBreaker.Forced?, now: Instant
    ) {
        guard let transition = guardians[guardian].breaker?.force(forced, now: now) else { return }
        let edge = lines[channels[channel].line].edge
        actions.append(.breaker(edge: edge, host: channels[channel].host, transition))
    }
}
