public import Chance
public import Timebase

extension Autoscaler {
    /// When a service grows and shrinks. Meaning and defaults are the Kubernetes HPA v2's.
    public struct Settings: Hashable, Sendable {
        public var min: Int
        public var max: Int
        public var target: Target
        /// How often it looks; HPA: 15 s.
        public var every: Duration
        /// No change while |measured ÷ target − 1| is at most this; HPA: 0.1.
        public var tolerance: Double
        /// From the decision until a new instance serves.
        public var startup: Distribution
        public var scaleUp: Rules
        public var scaleDown: Rules

        public init(
            min: Int, max: Int, target: Target, every: Duration = .seconds(15),
            tolerance: Double = 0.1, startup: Distribution = .constant(.zero),
            scaleUp: Rules = .scaleUp, scaleDown: Rules = .scaleDown
        ) {
            self.min = min
            self.max = max
            self.target = target
            self.every = every
            self.tolerance = tolerance
            self.startup = startup
            self.scaleUp = scaleUp
            self.scaleDown = scaleDown
        }
    }

    /// What is held constant per ready instance.
    public enum Target: Hashable, Sendable {
        /// Busy ÷ slots, in (0, 1].
        case utilization(Double)
        /// Busy and waiting requests.
        case inFlight(Double)
        /// Arrivals a second.
        case rate(Double)
        /// Waiting requests.
        case queue(Double)
    }

    /// How fast one direction may go, as `behavior.scaleUp` and `behavior.scaleDown` of HPA v2.
    public struct Rules: Hashable, Sendable {
        /// Scaling up takes the lowest, down the highest recommendation of so long a past.
        public var stabilisation: Duration
        public var select: Select
        public var steps: [Step]
        public init(stabilisation: Duration, select: Select = .max, steps: [Step]) {
            self.stabilisation = stabilisation
            self.select = select
            self.steps = steps
        }

        /// HPA v2: no window, the larger of +100 % and +4 instances in 15 s.
        public static let scaleUp = Rules(
            stabilisation: .zero,
            steps: [
                Step(.percent(100), per: .seconds(15)), Step(.instances(4), per: .seconds(15)),
            ])
        /// HPA v2: a window of 300 s, −100 % in 15 s.
        public static let scaleDown = Rules(
            stabilisation: .seconds(300), steps: [Step(.percent(100), per: .seconds(15))])
    }

    /// Which of several limits holds.
    public enum Select: String, Hashable, Sendable, CaseIterable {
        case max, min
        /// No scaling in this direction.
        case disabled
    }

    /// At most `amount` within any `per`.
    public struct Step: Hashable, Sendable {
        public enum Amount: Hashable, Sendable {
            case instances(Int)
            case percent(Double)
        }
        public var amount: Amount
        public var per: Duration
        public init(_ amount: Amount, per: Duration) {
            self.amount = amount
            self.per = per
        }
    }
}
