import Scenarios
import Timebase

extension Node {
    /// A bound in the unit of a metric, as the file writes that unit.
    func bound(of metric: Metric) -> Double? {
        switch metric {
        case .retryAmplification, .errorBudgetBurn: return factor()
        case .instancesSeconds where tree.string == nil: return amount("instance-seconds")
        default: break
        }
        switch metric.unit {
        case .ratio: return ratio()
        case .milliseconds: return duration().map(\.milliseconds)
        case .seconds: return duration().map(\.seconds)
        case .perSecond: return rate()
        case .count: return amount("a count")
        case .score: return number(in: 0...100, expected: "a score from 0 to 100")
        }
    }

    /// A factor such as 1.5 or `"150%"`.
    func factor() -> Double? {
        guard let value = share(), value <= 1e9 else {
            refuse(expected: "a factor from 0, such as 1.5 or \"150%\"")
            return nil
        }
        return value
    }

    private func amount(_ what: String) -> Double? {
        number(in: 0...1e12, expected: "a number from 0: \(what)")
    }
}
