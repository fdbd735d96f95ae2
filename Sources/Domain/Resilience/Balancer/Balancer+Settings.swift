extension Balancer {
    /// How a caller picks, and among whom.
    public struct Settings: Hashable, Sendable {
        public var by: Balance
        /// The i-th instance has the i-th weight, in turn; empty: all the same.
        public var weights: [Double]
        public var slowStart: SlowStart?
        public var zoneAware: ZoneRouting.Settings?
        /// Below this share of good instances every instance is used; nil: of the ejection, if any,
        /// and else never.
        public var panic: Double?

        public init(
            _ by: Balance = .roundRobin, weights: [Double] = [], slowStart: SlowStart? = nil,
            zoneAware: ZoneRouting.Settings? = nil, panic: Double? = nil
        ) {
            self.by = by
            self.weights = weights
            self.slowStart = slowStart
            self.zoneAware = zoneAware
            self.panic = panic
        }

        /// Whether a caller must keep a ``Roster``, or can do with the list as it is.
        public var needsRoster: Bool {
            !weights.isEmpty || slowStart != nil || zoneAware != nil || panic != nil
        }
    }
}
