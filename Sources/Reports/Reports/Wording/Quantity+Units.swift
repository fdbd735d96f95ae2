import Scenarios
import Scoring
import Timebase

extension Quantity {
    /// A value in a metric's unit.
    static func value(_ value: Double, of metric: Metric) -> String {
        switch metric {
        case .retryAmplification, .errorBudgetBurn: number(value) + "×"
        default: self.value(value, unit: metric.unit.rawValue, isShare: true)
        }
    }

    /// A measure's value, or an end of its line, in its unit.
    static func value(_ value: Double, of measure: Measure) -> String {
        let ends = [measure.good, measure.bad].compactMap { $0 }
        return self.value(value, unit: measure.unit, isShare: ends.allSatisfy { $0 <= 1 })
    }

    /// - Parameter isShare: whether a ratio is a part of a whole, to be read in percent.
    private static func value(_ value: Double, unit: String, isShare: Bool) -> String {
        guard value.isFinite else { return "unknown" }
        return switch unit {
        case "ratio": isShare ? percent(value) : number(value) + "×"
        case "ms": duration(Duration(seconds: value / 1000))
        case "s": duration(Duration(seconds: value))
        case "per_s": number(value) + "/s"
        case "per_min": number(value) + "/min"
        case "per_h": number(value) + "/h"
        default: number(value)
        }
    }
}
