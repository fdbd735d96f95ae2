public import Timebase

extension Autoscaler {
    /// How fast one direction may go, as `behavior.scaleUp` and `behavior.scaleDown` of HPA v2.
    public struct Rules: Hashable, Sendable {
        /// Scaling up takes the lowest, down the highest recommendation of so long a past.
        public var stabilisation: Duration
        public var select: Select
        public var steps: [Step]
        /// In this direction, in the place of the autoscaler's own; HPA has it since 1.33.
        public var tolerance: Double?

        public init(
            stabilisation: Duration, select: Select = .max, steps: [Step], tolerance: Double? = nil
        ) {
            self.stabilisation = stabilisation
            self.select = select
            self.steps = steps
            self.tolerance = tolerance
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
