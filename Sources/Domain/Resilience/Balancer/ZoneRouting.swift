public import Chance

/// In which zone a call stays or goes, for the callers of one zone: Envoy's zone-aware routing.
///
/// It follows `ZoneAwareLoadBalancerBase`. Let u be the share of the callee's good instances that
/// stand in a zone and l the share of the caller's. Where u ≥ l in its own zone a caller sends all
/// there; else the share u ÷ l, and the rest to zones with u > l in proportion to u − l. So every
/// instance of the callee gets the same, and as little as can be crosses zones. Shares are counted
/// in ten-thousandths, as there. It is not done where callers or callees stand in a single zone, or
/// with fewer callees than `minimum`; nor in a panic, which is ``Roster``'s affair.
///
/// It departs in that every instance of the caller counts as good, since nobody checks those.
public struct ZoneRouting: Hashable, Sendable {
    public struct Settings: Hashable, Sendable {
        /// With fewer good instances of the callee zones do not matter; Envoy: 6
        /// (`min_cluster_size`).
        public var minimum: Int
        /// Whether all stay in the zone as long as it has one good instance
        /// (`force_locality_direct_routing`), whatever that does to it.
        public var direct: Bool
        public init(minimum: Int = 6, direct: Bool = false) {
            self.minimum = minimum
            self.direct = direct
        }
    }

    /// What becomes of calls.
    public enum Decision: Hashable, Sendable {
        /// Zones do not matter.
        case anywhere
        /// All stay in the caller's zone.
        case direct
        /// So many of 10,000 stay, the others go where there is room.
        case residual(staying: Int)
    }

    public private(set) var decision = Decision.anywhere
    private var own = 0
    /// Room in the zones up to this one, in ten-thousandths.
    private var room: [Int] = []

    public init() {}

    /// - Parameters:
    ///   - callers: the caller service's instances in each zone.
    ///   - callees: the callee's good instances in each zone.
    ///   - own: the caller's zone.
    public init(_ settings: Settings, callers: [Int], callees: [Int], own: Int) {
        precondition(callers.count == callees.count, "\(callers.count) ≠ \(callees.count) zones")
        self.own = own
        let callerCount = callers.reduce(0, +)
        let calleeCount = callees.reduce(0, +)
        guard callees.count(where: { $0 > 0 }) >= 2, callers[own] > 0,
            callers.count(where: { $0 > 0 }) >= 2 || settings.direct,
            calleeCount >= settings.minimum
        else { return }
        let local = callers.map { 10_000 * $0 / callerCount }
        let upstream = callees.map { 10_000 * $0 / calleeCount }
        if upstream[own] > 0, upstream[own] >= local[own] || settings.direct {
            decision = .direct
            return
        }
        decision = .residual(staying: upstream[own] * 10_000 / max(1, local[own]))
        var sum = 0
        for zone in callees.indices {
            if zone != own { sum += max(0, upstream[zone] - local[zone]) }
            room.append(sum)
        }
    }

    /// The zone for one call; nil where zones do not matter.
    public func zone(key: Key) -> Int? {
        switch decision {
        case .anywhere: return nil
        case .direct: return own
        case .residual(let staying):
            var generator = Generator(key)
            if generator.below(10_000) < staying { return own }
            guard let total = room.last, total > 0 else { return nil }  // Rounding left no room.
            let drawn = generator.below(total)
            return room.firstIndex { drawn < $0 }
        }
    }
}
