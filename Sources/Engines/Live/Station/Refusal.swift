import HTTPWire
import Microservices
import Timebase

/// What an answer says besides its status: that nothing was done, and when to ask again.
///
/// `chaos-unprocessed: 1` is what HTTP/2 says with REFUSED_STREAM, for which HTTP/1.1 has no word.
/// `retry-after` (RFC 9110, section 10.2.3) counts whole seconds, so `retry-after-ms` goes with it,
/// after gRPC's `grpc-retry-pushback-ms`: negative means not at all. Any server's `retry-after` is
/// read; one that gives a date is not.
struct Refusal: Equatable {
    var isUnprocessed: Bool
    /// As in ``Attempt/retryAfter``.
    var retryAfter: Duration

    init(isUnprocessed: Bool, retryAfter: Duration) {
        self.isUnprocessed = isUnprocessed
        self.retryAfter = retryAfter
    }

    static let none = Refusal(isUnprocessed: false, retryAfter: Attempt.noAdvice)

    /// Reads what ``append(to:)`` wrote, or what another server says.
    init(_ fields: FieldSection) {
        isUnprocessed = fields.range(of: "chaos-unprocessed") != nil
        retryAfter = Attempt.noAdvice
        if let milliseconds = Refusal.number("retry-after-ms", in: fields) {
            retryAfter = milliseconds < 0 ? .forever : .milliseconds(milliseconds)
        } else if let seconds = Refusal.number("retry-after", in: fields), seconds >= 0 {
            retryAfter = .seconds(seconds)
        }
    }

    func append(to buffer: inout [UInt8]) {
        if isUnprocessed { MessageWriter.field("chaos-unprocessed", "1", into: &buffer) }
        if retryAfter == .forever {
            MessageWriter.field("retry-after-ms", "-1", into: &buffer)
        } else if retryAfter >= .zero {
            let milliseconds = (retryAfter.nanoseconds + 999_999) / 1_000_000
            MessageWriter.field("retry-after", Int((milliseconds + 999) / 1000), into: &buffer)
            MessageWriter.field("retry-after-ms", Int(milliseconds), into: &buffer)
        }
    }

    /// A whole number of at most nine digits.
    private static func number(_ name: StaticString, in fields: FieldSection) -> Int64? {
        fields.withValue(of: name) { bytes -> Int64? in
            let isNegative = bytes.first == UInt8(ascii: "-")
            let digits = isNegative ? bytes.dropFirst() : bytes[...]
            guard !digits.isEmpty, digits.count <= 9 else { return nil }
            var value: Int64 = 0
            for digit in digits {
                guard digit &- 48 < 10 else { return nil }
                value = value * 10 + Int64(digit - 48)
            }
            return isNegative ? -value : value
        } ?? nil
    }
}
