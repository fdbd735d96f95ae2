/// One measured value between its good and its bad end.
public struct Measure: Hashable, Sendable {
    /// A stable word, such as `still_reached`.
    public var name: String
    /// What it says to a reader, such as "calls that still reached the dead edge".
    public var title: String
    /// Nil with a `reason` when it could not be taken.
    public var value: Double?
    /// `ratio`, `ms`, `s`, `per_min`, `per_h`, `count`.
    public var unit: String
    public var good: Double?
    public var bad: Double?
    /// 0 … 100 on the straight line from `bad` to `good`, clamped; nil without a value or ends.
    public var score: Double?
    /// Why there is no value.
    public var reason: String?

    public init(
        name: String, title: String, value: Double?, unit: String, good: Double? = nil,
        bad: Double? = nil, reason: String? = nil
    ) {
        self.name = name
        self.title = title
        self.value = value
        self.unit = unit
        self.good = good
        self.bad = bad
        self.reason = reason
        if let value, let good, let bad, good != bad {
            score = 100 * min(1, max(0, (value - bad) / (good - bad)))
        } else {
            score = nil
        }
    }
}
