public import Topologies

/// One thing that must hold.
public struct Objective: Hashable, Sendable {
    /// Stable: the JUnit name and the key in a baseline.
    public var id: String
    public var expect: Metric
    public var of: Subject
    /// `run`, `baseline`, `faults`, `recovery` or a fault's name.
    public var during: String
    public var bound: Bound
    /// Makes the bound a factor of the control run's or the baseline phase's value.
    public var relativeTo: Reference?
    public var severity: Severity
    public var why: String
    /// The key path of its object in the scenario, such as `objectives[0]`.
    public var path: String

    public init(
        id: String, expect: Metric, of: Subject, during: String = "run", bound: Bound,
        relativeTo: Reference? = nil, severity: Severity = .gate, why: String = "",
        path: String = ""
    ) {
        self.id = id
        self.expect = expect
        self.of = of
        self.during = during
        self.bound = bound
        self.relativeTo = relativeTo
        self.severity = severity
        self.why = why
        self.path = path
    }

    /// Whom it is about.
    public enum Subject: Hashable, Sendable {
        case all
        case stream(StreamID)
        case service(ServiceID)
        case edge(EdgeID)
        /// `breakers`, or `breakers@orders -> payments`; for ``Metric/score``.
        case mechanism(String, EdgeID?)
    }

    /// The bound, in the metric's own unit.
    public enum Bound: Hashable, Sendable {
        case atLeast(Double)
        case atMost(Double)
        case equals(Double)

        public var value: Double {
            switch self {
            case .atLeast(let value), .atMost(let value), .equals(let value): value
            }
        }
    }

    public enum Reference: String, Hashable, Sendable, CaseIterable { case control, baseline }

    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// Decides the exit code.
        case gate
        /// Is only said.
        case warn
    }
}

/// What an objective may ask for; the raw value is the format's word.
public enum Metric: String, Hashable, Sendable, CaseIterable {
    case availability, goodput
    case goodputKept = "goodput.kept"
    case goodputWorstSecond = "goodput.worstSecond"
    case degraded, rejected, timeouts
    case latencyP50 = "latency.p50"
    case latencyP90 = "latency.p90"
    case latencyP95 = "latency.p95"
    case latencyP99 = "latency.p99"
    case latencyP999 = "latency.p99.9"
    case latencyMax = "latency.max"
    case latencySuccessP50 = "latency.success.p50"
    case latencySuccessP99 = "latency.success.p99"
    case slowShare, recovery, blastRadius, retryAmplification, errorBudgetBurn
    case breakerOpened = "breaker.opened"
    case breakerClosed = "breaker.closed"
    case breakerFalseOpens = "breaker.falseOpens"
    case autoscalerFlaps = "autoscaler.flaps"
    case restarts, requestsLostPerKill, metastable
    case instancesMax = "instances.max"
    case instancesSeconds = "instances.seconds"
    case score

    /// The unit of its value and of its bound.
    public enum Unit: String, Hashable, Sendable {
        case ratio
        case milliseconds = "ms"
        case seconds = "s"
        case perSecond = "per_s"
        case count, score
    }

    public var unit: Unit {
        switch self {
        case .availability, .goodputKept, .degraded, .rejected, .timeouts, .slowShare, .blastRadius,
            .errorBudgetBurn, .retryAmplification:
            .ratio
        case .goodput, .goodputWorstSecond: .perSecond
        case .latencyP50, .latencyP90, .latencyP95, .latencyP99, .latencyP999, .latencyMax,
            .latencySuccessP50, .latencySuccessP99:
            .milliseconds
        case .recovery, .breakerOpened, .breakerClosed, .instancesSeconds: .seconds
        case .breakerFalseOpens, .autoscalerFlaps, .restarts, .requestsLostPerKill, .metastable,
            .instancesMax:
            .count
        case .score: .score
        }
    }

    /// The subjects it can be asked of.
    public enum Subjects: Hashable, Sendable { case stream, edge, service, mechanism, any }

    public var subjects: Subjects {
        switch self {
        case .availability, .goodput, .goodputKept, .goodputWorstSecond, .degraded, .rejected,
            .timeouts, .latencyP50, .latencyP90, .latencyP95, .latencyP99, .latencyP999,
            .latencyMax, .latencySuccessP50, .latencySuccessP99, .slowShare, .recovery,
            .blastRadius, .errorBudgetBurn, .metastable:
            .stream
        case .retryAmplification, .breakerOpened, .breakerClosed, .breakerFalseOpens: .edge
        case .autoscalerFlaps, .restarts, .requestsLostPerKill, .instancesMax, .instancesSeconds:
            .service
        case .score: .mechanism
        }
    }
}
