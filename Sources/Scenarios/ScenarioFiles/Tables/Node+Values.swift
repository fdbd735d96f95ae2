import Timebase

extension Node {
    /// No duration of a file is longer: 30 days.
    static var longest: Duration { .seconds(30 * 24 * 3600) }

    /// A duration with its unit.
    func duration(aboveZero: Bool = false) -> Duration? {
        let example = aboveZero ? "a duration above zero" : "a duration"
        guard let text = tree.string else {
            // Who writes 60 mostly means seconds, who writes 250 milliseconds.
            var hint = "250ms"
            if case .number(let number) = tree.value, number.text.count <= 12 {
                hint = number.text + (number.value < 100 ? "s" : "ms")
            }
            refuse(expected: "\(example) in quotes with its unit, such as \"\(hint)\"")
            return nil
        }
        let duration: Duration
        do { duration = try Duration(parsing: text) } catch {
            refuse(expected: error.expected)
            return nil
        }
        guard !aboveZero || duration > .zero else {
            refuse(expected: "\(example), such as \"5s\"")
            return nil
        }
        guard duration <= Self.longest else {
            refuse(expected: "at most 30 days, which is \"720h\"")
            return nil
        }
        return duration
    }

    /// How often something comes again, or how long a probe waits: at least 1 ms, or a run would be
    /// made of nothing else.
    func period() -> Duration? {
        guard let period = duration(aboveZero: true) else { return nil }
        guard period >= .milliseconds(1) else {
            refuse(expected: "at least \"1ms\"")
            return nil
        }
        return period
    }

    /// A time since the start of the run.
    func instant() -> Instant? { duration().map { Instant.start.advanced(by: $0) } }

    /// A share: 0.99 or `"99%"`.
    func ratio(aboveZero: Bool = false) -> Double? {
        let expected = aboveZero ? "a ratio above 0 up to 1" : "a ratio from 0 to 1"
        guard let value = share(), value <= 1, !aboveZero || value > 0 else {
            refuse(expected: "\(expected), such as 0.5 or \"50%\"")
            return nil
        }
        return value
    }

    /// A share that may exceed 1, without a problem when it is none.
    func share() -> Double? {
        switch tree.value {
        case .number(let number): return number.value >= 0 ? number.value : nil
        case .string(let text) where text.hasSuffix("%"):
            // 99.9 / 100 is a little more than 0.999, so that 999 of 1000 would not reach "99.9%".
            return decimal(text.dropLast(), exponent: "e-2")
        default: return nil
        }
    }

    /// Requests a second: a number, `"200/s"` or `"30/m"`.
    func rate(aboveZero: Bool = false) -> Double? {
        let value: Double? =
            switch tree.value {
            case .number(let number): number.value
            case .string(let text): Self.rate(text)
            default: nil
            }
        guard let value, value >= 0, value <= 1_000_000, !aboveZero || value > 0 else {
            let least = aboveZero ? "above 0" : "from 0"
            refuse(
                expected:
                    "a rate \(least) up to 1000000 per second, such as 200, \"200/s\" or \"30/m\"")
            return nil
        }
        return value
    }

    private static func rate(_ text: String) -> Double? {
        let units: [(suffix: String, seconds: Double)] = [("/s", 1), ("/m", 60), ("/h", 3600)]
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        return decimal(text.dropLast(2)).map { $0 / unit.seconds }
    }

    /// A whole number within `range`.
    func count(in range: ClosedRange<Int>) -> Int? {
        guard case .number(let number) = tree.value, let value = Int(exactly: number.value),
            range.contains(value)
        else {
            refuse(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    /// A finite number within `range`.
    func number(in range: ClosedRange<Double>, expected: String) -> Double? {
        guard case .number(let number) = tree.value, range.contains(number.value) else {
            refuse(expected: expected)
            return nil
        }
        return number.value
    }

    /// Any text.
    func text(expected: String = "a text in quotes") -> String? {
        guard let text = tree.string else {
            refuse(expected: expected)
            return nil
        }
        return text
    }

    /// `true` or `false`.
    func flag() -> Bool? {
        guard case .bool(let flag) = tree.value else {
            refuse(expected: "true or false")
            return nil
        }
        return flag
    }

    /// One of an enumeration's words.
    func word<Words: RawRepresentable & CaseIterable>(_ words: Words.Type) -> Words?
    where Words.RawValue == String {
        let all = words.allCases.map(\.rawValue)
        if let text = tree.string, let word = Words(rawValue: text) { return word }
        refuse(
            expected: "one of \(listed(all.map { quoted($0) }, "or"))",
            suggestion: tree.string.flatMap { nearestWord(to: $0, among: all) })
        return nil
    }
}

/// Digits with at most one point, and nothing else; `Double` alone would read `nan` and `0x1p3`.
///
/// - Parameter exponent: taken into the reading, so that it adds no rounding of its own.
func decimal(_ text: some StringProtocol, exponent: String = "") -> Double? {
    guard !text.isEmpty, text.utf8.count <= 40,
        text.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") })
    else { return nil }
    return Double("\(text)\(exponent)")
}
