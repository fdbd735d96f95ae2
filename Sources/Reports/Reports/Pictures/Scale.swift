import Chance
import Recordings
import Timebase

/// Maps values to heights in a panel, and knows where ticks belong.
package struct Scale {
    package let low: Double
    package let high: Double
    package let isLogarithmic: Bool
    /// The heights of `low` and `high`; y grows downwards.
    let bottom: Double
    let top: Double

    /// From zero to a round value above `most`.
    package init(upTo most: Double, bottom: Double, top: Double) {
        let step = Scale.step(for: max(most, 1e-9), ticks: 4)
        low = 0
        high = max(1, (most / step).rounded(.up)) * step
        isLogarithmic = false
        self.bottom = bottom
        self.top = top
    }

    /// Logarithmic between the 1, 2 or 5 below `least` and the one clear above `most`.
    package init(logarithmicFrom least: Double, to most: Double, bottom: Double, top: Double) {
        low = Scale.round(least, up: false)
        high = max(Scale.round(most * 1.05, up: true), low * 10)
        isLogarithmic = true
        self.bottom = bottom
        self.top = top
    }

    /// Linear; logarithmic where the values spread over more than a factor of 20.
    package static func fitting(
        least: Double?, most: Double, bottom: Double, top: Double
    ) -> Scale {
        guard let least, least > 0, most > 20 * least else {
            return Scale(upTo: most, bottom: bottom, top: top)
        }
        return Scale(logarithmicFrom: least, to: most, bottom: bottom, top: top)
    }

    package func height(of value: Double) -> Double {
        let share: Double
        if isLogarithmic {
            let clamped = min(max(value, low), high)
            share = Elementary.log(clamped / low) / Elementary.log(high / low)
        } else {
            share = (value - low) / (high - low)
        }
        return bottom - min(1, max(0, share)) * (bottom - top)
    }

    /// The values at which a line and a label stand.
    package var ticks: [Double] {
        guard isLogarithmic else {
            let step = Scale.step(for: high, ticks: 4)
            return (0...Int((high / step).rounded())).map { Double($0) * step }
        }
        let all = Scale.roundValues(from: low, to: high)
        guard all.count > 8 else { return all }
        let decades = all.filter { Scale.leadingDigit(of: $0) == 1 }
        let stride = (decades.count + 5) / 6
        return decades.indices.filter { $0 % stride == 0 }.map { decades[$0] }
    }

    /// 1, 2 or 5 times a power of ten, so that at most `ticks` + 1 steps reach `most`.
    package static func step(for most: Double, ticks: Int) -> Double {
        round(most / Double(ticks), up: true)
    }

    /// The nearest 1, 2 or 5 times a power of ten, below or above.
    private static func round(_ value: Double, up: Bool) -> Double {
        var power = 1.0
        while power * 10 <= value { power *= 10 }
        while power > value { power /= 10 }
        let choices = [1, 2, 5, 10].map { $0 * power }
        let slack = value * 1e-9
        return up
            ? choices.first { $0 >= value - slack } ?? power * 10
            : choices.last { $0 <= value + slack } ?? power
    }

    private static func roundValues(from low: Double, to high: Double) -> [Double] {
        var values = [low]
        while let last = values.last, last < high * (1 - 1e-9) {
            values.append(last * (leadingDigit(of: last) == 2 ? 2.5 : 2))
        }
        return values
    }

    /// 1, 2 or 5 of a value of the form 1, 2 or 5 times a power of ten.
    private static func leadingDigit(of value: Double) -> Int {
        var value = value
        while value < 0.999 { value *= 10 }
        while value > 9.99 { value /= 10 }
        return Int(value.rounded())
    }
}
