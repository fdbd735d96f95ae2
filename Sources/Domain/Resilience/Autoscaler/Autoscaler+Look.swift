public import Timebase

extension Autoscaler {
    /// What an autoscaler is shown when it looks at its service.
    public struct Look: Hashable, Sendable {
        /// The current instances: those that serve, start, or were killed and are to be replaced.
        public var instances: [Instance]
        /// Requests a second that found no instance to go to.
        public var unmetPerSecond: Double
        /// Metrics that nobody could tell: their source fails.
        public var unavailable: [Target.Kind]

        public init(
            _ instances: [Instance], unmetPerSecond: Double = 0, unavailable: [Target.Kind] = []
        ) {
            self.instances = instances
            self.unmetPerSecond = unmetPerSecond
            self.unavailable = unavailable
        }
    }

    /// An instance as the metrics and its own status show it: HPA's pod.
    public struct Instance: Hashable, Sendable {
        /// What it is up to, in the words of a pod's status.
        public enum Phase: Hashable, Sendable {
            /// Its process does not take requests yet.
            case pending
            case running(isReady: Bool)
        }
        public var phase: Phase
        /// When its process was started.
        public var startedAt: Instant
        /// When it last became ready, or ceased to be.
        public var changedAt: Instant
        /// Nil: its metrics are missing.
        public var sample: Sample?

        public init(
            _ phase: Phase, startedAt: Instant = .start, changedAt: Instant = .start,
            sample: Sample? = nil
        ) {
            self.phase = phase
            self.startedAt = startedAt
            self.changedAt = changedAt
            self.sample = sample
        }
    }
}
