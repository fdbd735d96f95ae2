/// The score of a mechanism over all edges and services, or the reason why it has none.
public struct MechanismSummary: Hashable, Sendable {
    public var mechanism: Mechanism
    /// 0 … 100: the mean over its edges and services by control's requests; nil with a `reason`.
    public var score: Double?
    public var reason: String?

    public init(mechanism: Mechanism, score: Double?, reason: String? = nil) {
        self.mechanism = mechanism
        self.score = score
        self.reason = reason
    }

    /// One a mechanism, in the order of ``Mechanism/allCases``.
    static func summaries(of scores: [MechanismScore]) -> [MechanismSummary] {
        Mechanism.allCases.map { mechanism in
            if notMeasuredYet.contains(mechanism) {
                return MechanismSummary(
                    mechanism: mechanism, score: nil, reason: "not measured yet")
            }
            let own = scores.filter { $0.mechanism == mechanism }
            let scored = own.compactMap { one in one.score.map { ($0, one.weight) } }
            let score = weightedMean(scored)
            return MechanismSummary(
                mechanism: mechanism, score: score,
                reason: score == nil ? reason(of: own) : nil)
        }
    }

    private static func reason(of scores: [MechanismScore]) -> String {
        for score in scores {
            if case .notCalledFor(let reason) = score.state { return "not called for: \(reason)" }
        }
        for score in scores {
            for measure in score.measures { if let reason = measure.reason { return reason } }
        }
        return "not called for: no fault fell on an edge or service that it guards"
    }
}
