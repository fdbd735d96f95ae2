/// Why a text is not a duration: what was read and what would have been right.
public struct DurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text that was read.
    public let read: String
    /// What is wrong with it, a clause without a full stop.
    public let expected: String

    public var description: String { "\"\(read)\" is not a duration; expected \(expected)" }
}

extension Duration: CustomStringConvertible {
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
        ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
    ]
    private static let example = "a number with a unit, such as \"250ms\", \"1.5s\" or \"2m30s\""

    /// Reads `"250ms"`, `"1.5s"`, `"2m30s"`, `"1h"`, `"800us"`: parts in falling units, none twice.
    ///
    /// - Throws: ``DurationError`` on any other text, a bare number, a sign, or more than 10 years.
    public init(parsing text: String) throws(DurationError) {
        var rest = Substring(text)
        var total: Int64 = 0
        var smallest = Int64.max
        guard !rest.isEmpty else { throw DurationError(read: text, expected: Self.example) }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest[digits.endIndex...]
            let name = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            rest = rest[name.endIndex...]
            guard let count = Self.decimal(digits) else {
                throw DurationError(read: text, expected: Self.example)
            }
            let known = name == "µs" ? "us" : name
            guard let unit = Self.units.first(where: { $0.name == known }) else {
                let hint =
                    name.isEmpty ? "a unit after \(digits)" : "a unit of h, m, s, ms, us or ns"
                throw DurationError(read: text, expected: "\(hint), such as \"250ms\"")
            }
            guard unit.nanoseconds < smallest else {
                throw DurationError(read: text, expected: "units in falling order, each once")
            }
            smallest = unit.nanoseconds
            let part = (count * Double(unit.nanoseconds)).rounded()
            let left = Duration.longest.nanoseconds - total
            guard part <= Double(left) else {
                throw DurationError(read: text, expected: "at most 10 years (87600h)")
            }
            total += Int64(part)
        }
        self.init(nanoseconds: total)
    }

    /// Digits with at most one point between them; at most 18 digits.
    private static func decimal(_ digits: Substring) -> Double? {
        guard let first = digits.first, first != ".", digits.last != ".", digits.count <= 18 else {
            return nil
        }
        return Double(digits)
    }

    /// Hours, minutes and seconds, or one unit below a second, such as `2m30s` and `1.5ms`.
    ///
    /// ``init(parsing:)`` reads it back to the same value, unless that is negative or above
    /// ``longest``.
    public var description: String {
        guard nanoseconds != 0 else { return "0s" }
        guard nanoseconds > 0 else { return "-\(Duration(nanoseconds: -nanoseconds))" }
        guard self < .forever else { return "forever" }
        if nanoseconds < 1_000_000_000 {
            let unit = Self.units.dropFirst(3).first { nanoseconds >= $0.nanoseconds }!
            return Self.decimal(nanoseconds, per: unit.nanoseconds) + unit.name
        }
        let hours = nanoseconds / 3_600_000_000_000
        let minutes = nanoseconds / 60_000_000_000 % 60
        let rest = nanoseconds % 60_000_000_000
        let seconds = rest == 0 ? "" : Self.decimal(rest, per: 1_000_000_000) + "s"
        return (hours > 0 ? "\(hours)h" : "") + (minutes > 0 ? "\(minutes)m" : "") + seconds
    }

    private static func decimal(_ value: Int64, per unit: Int64) -> String {
        let whole = value / unit
        var fraction = value % unit
        guard fraction != 0 else { return "\(whole)" }
        var digits = ""
        while fraction != 0 {
            fraction *= 10
            digits += "\(fraction / unit)"
            fraction %= unit
        }
        return "\(whole).\(digits)"
    }
}
