public import Scenarios

/// A change that would have raised the outcome.
public struct Advice: Hashable, Sendable {
    /// What is wrong, with the figure: "81 % of checkout's slots were held by orders -> payments".
    public var finding: String
    /// What to do: "set `timeout` to 300ms".
    public var change: String
    /// Where: `orders -> payments`, or a service.
    public var on: String
    /// The key path of the setting, and its place.
    public var path: String
    public var place: SourcePlace?
    /// As `--set PATH=VALUE` would take it; nil when the change is not one setting.
    public var set: String?
    /// The change to the file that the setting stands in, in the unified format; nil where it is
    /// not one setting, or does not stand in a file.
    public var diff: String?
    /// The outcome before and with it, where it was tried.
    public var outcomeNow: Double?
    public var outcomeThen: Double?
    /// What became of each objective that had failed, where it was tried.
    public var effects: [Effect] = []

    /// Points of outcome that it brought where it was tried; 0 where it was not.
    public var gain: Double {
        guard let now = outcomeNow, let then = outcomeThen else { return 0 }
        return then - now
    }

    /// What a change does to an objective that failed without it.
    public struct Effect: Hashable, Sendable {
        /// Its place in ``Scenario/objectives``.
        public var objective: Int
        /// What is observed with the change; nil: nothing.
        public var observed: Double?
        public var held: Bool?
        /// No other change that was tried helps the objective more.
        public var isBest: Bool

        public init(objective: Int, observed: Double?, held: Bool?, isBest: Bool) {
            self.objective = objective
            self.observed = observed
            self.held = held
            self.isBest = isBest
        }
    }

    public init(
        finding: String, change: String, on: String, path: String, place: SourcePlace? = nil,
        set: String? = nil, outcomeNow: Double? = nil, outcomeThen: Double? = nil
    ) {
        self.finding = finding
        self.change = change
        self.on = on
        self.path = path
        self.place = place
        self.set = set
        self.outcomeNow = outcomeNow
        self.outcomeThen = outcomeThen
    }
}
