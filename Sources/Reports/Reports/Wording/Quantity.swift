import Recordings
package import Timebase

/// Figures as a reader wants them: with a unit, and no more digits than they are good for.
package enum Quantity {
    /// A whole number in groups of three: `12,310`.
    package static func count(_ number: Int) -> String {
        let digits = Array(String(number.magnitude).utf8)
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
            text.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return text
    }

    /// `1 request`, `12 requests`; the plural ends in s.
    package static func count(_ number: Int, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// A share in percent, which reads 0 % or 100 % only where it is.
    package static func percent(_ share: Double) -> String {
        let percent = share * 100
        if percent == percent.rounded() && percent.magnitude < 1000 {
            return "\(Int(percent)) %"
        }
        if percent > 99 && percent < 100 {
            return DecimalText.string(min(percent, 99.99), decimals: 2, isTrimmed: true) + " %"
        }
        if percent > 0 && percent < 1 {
            return DecimalText.string(max(percent, 0.01), decimals: 2, isTrimmed: true) + " %"
        }
        return DecimalText.string(percent, decimals: 1, isTrimmed: true) + " %"
    }

    /// A number to about three digits: `0.25`, `3.18`, `41.7`, `1,204`.
    package static func number(_ value: Double) -> String {
        guard value.isFinite else { return "unknown" }
        if value.magnitude >= 999.5 {
            return value.magnitude < 9e15 ? count(Int(value.rounded())) : value.description
        }
        let decimals = value.magnitude < 9.995 ? 2 : value.magnitude < 99.95 ? 1 : 0
        return DecimalText.string(value, decimals: decimals, isTrimmed: true)
    }

    /// A score of 0 … 100 in whole points; below 100 it never reads 100.
    package static func score(_ score: Double?) -> String {
        guard let score else { return "–" }
        return score < 100 ? String(Int(min(99, score.rounded()))) : "100"
    }

    /// `91 instead of 68`; with a decimal where whole points would read the same.
    package static func scores(_ then: Double, insteadOf now: Double) -> String {
        let whole = (score(then), score(now))
        if whole.0 != whole.1 { return "\(whole.0) instead of \(whole.1)" }
        let fine = (DecimalText.string(then, decimals: 1), DecimalText.string(now, decimals: 1))
        return fine.0 == fine.1 ? "\(whole.0) as before" : "\(fine.0) instead of \(fine.1)"
    }

    /// A span to three digits in the unit that suits it: `800 µs`, `41.7 ms`, `1.5 s`, `12.3 min`.
    package static func duration(_ span: Duration) -> String {
        let size = Double(span.nanoseconds.magnitude)
        switch size {
        case 0: return "0 s"
        case ..<999.5: return "\(span.nanoseconds) ns"
        case ..<999.5e3: return number(Double(span.nanoseconds) / 1e3) + " µs"
        case ..<999.5e6: return number(span.milliseconds) + " ms"
        case ..<600e9: return number(span.seconds) + " s"
        case ..<7200e9: return number(span.seconds / 60) + " min"
        default: return number(span.seconds / 3600) + " h"
        }
    }

    package static func duration(_ span: Duration?) -> String { span.map { duration($0) } ?? "–" }
}
