extension Autoscaler {
    /// A metric, and the value at which it is held per instance.
    public enum Target: Hashable, Sendable {
        /// Busy ÷ slots, in (0, 1]; stands for HPA's resource metric `cpu`.
        case utilization(Double)
        /// Busy and waiting requests.
        case inFlight(Double)
        /// Arrivals a second.
        case rate(Double)
        /// Waiting requests.
        case queue(Double)

        /// Which metric it is, by the scenario format's word.
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            case utilization, inFlight, rate, queue
        }

        public var kind: Kind {
            switch self {
            case .utilization: .utilization
            case .inFlight: .inFlight
            case .rate: .rate
            case .queue: .queue
            }
        }

        /// The value that is held, above 0.
        public var value: Double {
            switch self {
            case .utilization(let value), .inFlight(let value), .rate(let value),
                .queue(let value):
                value
            }
        }

        /// What a sample says of this metric.
        func measured(_ sample: Sample) -> Double {
            switch self {
            case .utilization: sample.busy / sample.slots
            case .inFlight: (sample.busy + sample.waiting) * sample.presence
            case .rate: sample.arrivalsPerSecond * sample.presence
            case .queue: sample.waiting * sample.presence
            }
        }
    }

    /// Means of one instance over the part of the time since the last look that it was up.
    public struct Sample: Hashable, Sendable {
        /// Requests that hold a slot.
        public var busy: Double
        /// Requests that wait for one.
        public var waiting: Double
        public var slots: Double
        public var arrivalsPerSecond: Double
        /// How large that part was, 0 … 1. Shares of slots need no regard to it; of what is summed
        /// over the service an instance that has just come up had that much less.
        public var presence: Double

        public init(
            busy: Double, waiting: Double, slots: Double, arrivalsPerSecond: Double,
            presence: Double = 1
        ) {
            self.busy = busy
            self.waiting = waiting
            self.slots = slots
            self.arrivalsPerSecond = arrivalsPerSecond
            self.presence = presence
        }
    }
}
