public import Chance
public import Timebase
import Topologies

/// What becomes of an attempt, or of its answer, at an edge with faults on it.
public enum Verdict: Hashable, Sendable {
    case pass
    case delay(Duration)
    case error(status: Int)
    case refuse
    case reset
    /// Held in silence until the fault ends, then reset.
    case hold

    /// Faults that overlap: holding (partition, blackhole) wins over refusing, resetting, errors;
    /// delays add up.
    public func combined(with other: Verdict) -> Verdict {
        if case .delay(let mine) = self, case .delay(let theirs) = other {
            return .delay(mine + theirs)
        }
        return other.rank > rank ? other : self
    }

    private var rank: Int {
        switch self {
        case .pass: 0
        case .delay: 1
        case .error: 2
        case .reset: 3
        case .refuse: 4
        case .hold: 5
        }
    }
}

/// A network or answer fault while it is active: it counts what matches and decides on each.
public struct ActiveFault: Sendable {
    public let kind: Fault.Kind
    let chance: Double?
    let first: Int?
    let nth: Int?
    let match: String?
    let key: Key
    private var matched = 0

    /// - Parameter key: of this fault and this window of it.
    public init(_ fault: Fault, key: Key) {
        kind = fault.kind
        chance = fault.chance
        first = fault.first
        nth = fault.nth
        match = fault.match
        self.key = key
    }

    /// Whether every attempt on the edge suffers, live connections included.
    public var isUnconditional: Bool {
        chance == nil && first == nil && nth == nil && match == nil
    }

    /// Decides on an attempt to an endpoint.
    ///
    /// - Parameter attempt: the attempt's own key, so that control and variants draw alike.
    public mutating func verdict(endpoint: String, attempt: Key) -> Verdict {
        falls(on: endpoint, attempt: attempt) ? effect(attempt: attempt) : .pass
    }

    /// Whether it falls on an attempt, or on a connection where nothing finer is known; counts it.
    ///
    /// For kinds that shape bytes this is all there is to decide; for the others
    /// ``verdict(endpoint:attempt:)`` asks it.
    /// - Parameter endpoint: nil where it is unknown, which no `match` names.
    public mutating func falls(on endpoint: String?, attempt: Key) -> Bool {
        if let match, match != endpoint { return false }
        matched += 1
        if let first, matched > first { return false }
        if let nth, matched % nth != 0 { return false }
        guard let chance else { return true }
        var generator = Generator(attempt.child(.faultChance).child(key.bits))
        return generator.happens(chance)
    }

    private func effect(attempt: Key) -> Verdict {
        switch kind {
        case .latency(let delay, let jitter):
            let own = attempt.child(.faultDelay).child(key.bits)
            var time = Sampler(delay).sample(own)
            if jitter > .zero {
                var generator = Generator(own.child(1))
                time = time - jitter + generator.duration(below: jitter + jitter + .nanoseconds(1))
            }
            return .delay(max(.zero, time))
        case .error(let status): return .error(status: status)
        case .refuse: return .refuse
        case .reset, .cut: return .reset
        case .blackhole, .partition: return .hold
        case .slowConnect, .bandwidth, .slice, .truncate, .corrupt, .slowBody: return .pass
        case .kill, .crashLoop, .pause, .slowStart, .zoneOutage, .overload, .cpu, .memory,
            .diskFull, .breaker, .autoscalerStuck:
            return .pass
        }
    }
}
