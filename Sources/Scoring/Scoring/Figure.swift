public import Timebase

/// Measured values as a sentence shows them: three significant digits and the unit.
public enum Figure {
    /// `99.2 %`, `812 ms`, `4.2 s`, `120/s`, `3`.
    ///
    /// - Parameter unit: the unit of a ``Measure`` or of a metric: `ratio`, `ms`, `s`, `per_s`,
    ///   `per_min`, `per_h`, `count` or `score`.
    public static func text(_ value: Double, unit: String) -> String {
        switch unit {
        case "ratio": value > 1 ? "\(rounded(value)) ×" : "\(percent(value)) %"
        case "ms", "s": "\(rounded(value)) \(unit)"
        case "per_s": "\(rounded(value))/s"
        case "per_min": "\(rounded(value)) a minute"
        case "per_h": "\(rounded(value)) an hour"
        default: rounded(value)
        }
    }

    /// A share in percent: near the whole it is the missing part that counts, to two digits, so
    /// that 99.95 and 99.999 do not read 100.
    private static func percent(_ share: Double) -> String {
        let missing = (1 - share) * 100
        guard missing > 1e-9, missing < 1 else { return rounded(share * 100) }
        var scale = 100.0
        while missing * scale < 10, scale < 1e6 { scale *= 10 }
        let whole = Int64((share * 100 * scale).rounded())
        return rounded(whole, scale: Int64(scale))
    }

    /// Three significant digits without an exponent: `99.2`, `0.012`, `1840`; whole above 100.
    public static func rounded(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        guard abs(value) < 1e15 else { return "\(value)" }
        var scale = 1.0
        while abs(value) * scale < 100, scale < 1e6, value != 0 { scale *= 10 }
        let whole = Int64((abs(value) * scale).rounded())
        let text = rounded(whole, scale: Int64(scale))
        return value < 0 && whole > 0 ? "-" + text : text
    }

    /// So many parts of a unit as a decimal number.
    private static func rounded(_ whole: Int64, scale unit: Int64) -> String {
        var text = "\(whole / unit)"
        let rest = whole % unit
        if rest > 0 {
            var digits = String(String(unit + rest).dropFirst())
            while digits.last == "0" { digits.removeLast() }
            if !digits.isEmpty { text += "." + digits }
        }
        return text
    }

    /// A duration to about two significant digits, as a person would set it: 1, 1.5, 2, 2.5, 3, 4,
    /// 5, 6, 8 times a power of ten, never less than asked.
    public static func roundedUp(_ value: Duration) -> Duration {
        var unit: Int64 = 1
        while value.nanoseconds > unit * 10 { unit *= 10 }
        for tenths: Int64 in [10, 15, 20, 25, 30, 40, 50, 60, 80, 100] {
            let step = unit * tenths / 10
            if step >= value.nanoseconds { return .nanoseconds(step) }
        }
        return value
    }
}
