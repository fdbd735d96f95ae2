public import Timebase

extension OutlierEjection {
    /// When a failing instance is taken out, and for how long. Meaning and defaults are Envoy's
    /// `outlier_detection`.
    public struct Settings: Hashable, Sendable {
        /// Failures in a row that eject (`consecutive_5xx`); nil: never.
        public var consecutive: Int?
        /// Gateway failures in a row that eject (`consecutive_gateway_failure`); nil, as Envoy
        /// enforces it on 0 % unless told otherwise: never.
        public var gatewayFailures: Int?
        /// How often it looks at what happened (`interval`): rates are taken over one of these,
        /// and an instance comes back at the end of one.
        public var every: Duration
        /// An ejection lasts so long times how often there was one (`base_ejection_time`).
        public var ejectFor: Duration
        /// No ejection lasts longer (`max_ejection_time`).
        public var longest: Duration
        /// Up to so much longer, drawn, so that not all come back at once
        /// (`max_ejection_time_jitter`).
        public var jitter: Duration
        /// The share of the instances that may be out at once (`max_ejection_percent`).
        public var atMost: Double
        /// Whether one may be out whatever `atMost` says (`always_eject_one_host`).
        public var alwaysOne: Bool
        /// Whether an active health check that passes ends an ejection
        /// (`successful_active_health_check_uneject_host`).
        public var checksReadmit: Bool
        /// Nil: not looked at.
        public var successRate: SuccessRate?
        /// Nil, as Envoy enforces it on 0 % unless told otherwise: not looked at.
        public var failureShare: FailureShare?
        /// Below this share of good instances every instance is used (`healthy_panic_threshold`).
        public var panic: Double

        public init(
            consecutive: Int? = 5, gatewayFailures: Int? = nil, every: Duration = .seconds(10),
            ejectFor: Duration = .seconds(30), longest: Duration = .seconds(300),
            jitter: Duration = .zero, atMost: Double = 0.1, alwaysOne: Bool = true,
            checksReadmit: Bool = true, successRate: SuccessRate? = SuccessRate(),
            failureShare: FailureShare? = nil, panic: Double = 0.5
        ) {
            self.consecutive = consecutive
            self.gatewayFailures = gatewayFailures
            self.every = every
            self.ejectFor = ejectFor
            self.longest = max(longest, ejectFor)
            self.jitter = jitter
            self.atMost = atMost
            self.alwaysOne = alwaysOne
            self.checksReadmit = checksReadmit
            self.successRate = successRate
            self.failureShare = failureShare
            self.panic = panic
        }
    }

    /// The σ rule: out goes whose success rate is below the mean less so many deviations.
    public struct SuccessRate: Hashable, Sendable {
        /// Envoy: 1.9 (`success_rate_stdev_factor` 1900).
        public var deviations: Double
        /// Fewer instances with enough requests decide nothing; Envoy: 5.
        public var instances: Int
        /// An instance counts from so many requests an interval on; Envoy: 100.
        public var requests: Int
        public init(deviations: Double = 1.9, instances: Int = 5, requests: Int = 100) {
            self.deviations = deviations
            self.instances = instances
            self.requests = requests
        }
    }

    /// Out goes of whose requests at least this share failed.
    public struct FailureShare: Hashable, Sendable {
        /// Envoy: 85 % (`failure_percentage_threshold`).
        public var share: Double
        /// Fewer instances with enough requests decide nothing; Envoy: 5.
        public var instances: Int
        /// An instance counts from so many requests an interval on; Envoy: 50.
        public var requests: Int
        public init(share: Double = 0.85, instances: Int = 5, requests: Int = 50) {
            self.share = share
            self.instances = instances
            self.requests = requests
        }
    }
}
