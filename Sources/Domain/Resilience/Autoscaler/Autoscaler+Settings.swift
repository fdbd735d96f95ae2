public import Chance
public import Timebase

extension Autoscaler {
    /// When a service grows and shrinks. Meaning and defaults are the Kubernetes HPA v2's, of each
    /// other kind its own.
    public struct Settings: Hashable, Sendable {
        public var kind: Kind
        /// The fewest instances: at least 1, but 0 with KEDA.
        public var min: Int
        public var max: Int
        /// What is looked at, at least one; the largest recommendation counts.
        public var metrics: [Target]
        /// How often it looks; HPA: 15 s.
        public var every: Duration
        /// No change while |measured ÷ target − 1| is at most this; HPA: 0.1.
        public var tolerance: Double
        /// From the decision until a new instance serves.
        public var startup: Distribution
        public var scaleUp: Rules
        public var scaleDown: Rules
        /// HPA's `--horizontal-pod-autoscaler-initial-readiness-delay`; see ``ReplicaCalculator``.
        public var initialReadinessDelay: Duration
        /// HPA's `--horizontal-pod-autoscaler-cpu-initialization-period`.
        public var cpuInitializationPeriod: Duration
        /// Looks ahead besides; nil: it only reacts.
        public var forecast: LoadForecast.Settings?

        public init(
            kind: Kind = .hpa, min: Int, max: Int, metrics: [Target],
            every: Duration = .seconds(15), tolerance: Double = 0.1,
            startup: Distribution = .constant(.zero), scaleUp: Rules = .scaleUp,
            scaleDown: Rules = .scaleDown, initialReadinessDelay: Duration = .seconds(30),
            cpuInitializationPeriod: Duration = .seconds(300),
            forecast: LoadForecast.Settings? = nil
        ) {
            self.kind = kind
            self.min = min
            self.max = max
            self.metrics = metrics
            self.every = every
            self.tolerance = tolerance
            self.startup = startup
            self.scaleUp = scaleUp
            self.scaleDown = scaleDown
            self.initialReadinessDelay = initialReadinessDelay
            self.cpuInitializationPeriod = cpuInitializationPeriod
            self.forecast = forecast
        }

        /// An HPA with one metric.
        public init(
            min: Int, max: Int, target: Target, every: Duration = .seconds(15),
            tolerance: Double = 0.1, startup: Distribution = .constant(.zero),
            scaleUp: Rules = .scaleUp, scaleDown: Rules = .scaleDown
        ) {
            self.init(
                min: min, max: max, metrics: [target], every: every, tolerance: tolerance,
                startup: startup, scaleUp: scaleUp, scaleDown: scaleDown)
        }

        /// How long too many instances are borne before one goes, and the key that says so.
        public var patience: (key: String, time: Duration) {
            if case .targetTracking(let tracking) = kind {
                return ("scaleInAfter", every * Int64(tracking.inAfter))
            }
            return ("scaleDown.window", scaleDown.stabilisation)
        }

        /// The first metric.
        public var target: Target {
            get { metrics[0] }
            set { metrics[0] = newValue }
        }
    }

    /// Whose ways it follows.
    public enum Kind: Hashable, Sendable {
        /// The Kubernetes HorizontalPodAutoscaler v2.
        case hpa
        /// KEDA: it moves between 0 and 1, an HPA from there on.
        case keda(ScaleToZero.Settings)
        /// A target tracking policy of AWS.
        case targetTracking(TargetTracking.Settings)
    }
}
