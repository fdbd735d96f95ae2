import Chance
public import Timebase

/// How a new instance grows into its share of the calls: Envoy's `slow_start_config`.
///
/// Its weight is multiplied by max((age ÷ window)^(1 ÷ aggression), least), where an age below 1 ms
/// counts as 1 ms, until its age is the window. With an aggression of 1 it grows evenly; above 1 it
/// grows fast at first. An instance begins when it joins its callers' list and again when a health
/// check puts it back, as in Envoy; not when an ejection is over.
public struct SlowStart: Hashable, Sendable {
    public var window: Duration
    /// Envoy: 1.
    public var aggression: Double
    /// Envoy: 10 % (`min_weight_percent`).
    public var least: Double

    public init(window: Duration, aggression: Double = 1, least: Double = 0.1) {
        precondition(window > .zero, "a window of \(window)")
        precondition(aggression > 0, "an aggression of \(aggression)")
        self.window = window
        self.aggression = aggression
        self.least = least
    }

    /// By what the weight of an instance of this age is multiplied.
    public func factor(age: Duration) -> Double {
        guard age < window else { return 1 }
        let time = max(age, .milliseconds(1)) / window
        let grown = aggression == 1 ? time : Elementary.pow(time, 1 / aggression)
        return max(grown, least)
    }
}
