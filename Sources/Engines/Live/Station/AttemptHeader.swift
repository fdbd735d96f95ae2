package import Chance
package import Timebase

/// What one of our callers tells its callee about an attempt, in the field `chaos-attempt`:
/// `key=<16 hex digits>;from=<host>;edge=<edge>;deadline=<ns>;patience=<ns>;stream=<stream>;tied=1`
///
/// Instants are on the run's clock, which all its processes share; a missing one is never. The key
/// makes a callee draw the same work times as in a simulation.
package struct AttemptHeader: Equatable {
    package var key: Key
    /// The calling instance, and the edge.
    package var from: Int32
    package var edge: Int32
    /// Past it no step of the request starts.
    package var deadline: Instant
    /// Until then the caller waits.
    package var patience: Instant
    /// The load stream that it goes back to, or −1.
    package var stream: Int32
    /// Its caller wants to be told, with an interim response, when it is taken up.
    package var isTied: Bool

    static let name: StaticString = "chaos-attempt"

    package func append(to buffer: inout [UInt8]) {
        AttemptHeader.append("key=", to: &buffer)
        HexDigits.append(key.bits, to: &buffer)
        AttemptHeader.append(";from=", Int64(from), to: &buffer)
        AttemptHeader.append(";edge=", Int64(edge), to: &buffer)
        if deadline < .never {
            AttemptHeader.append(";deadline=", deadline.nanoseconds, to: &buffer)
        }
        if patience < .never {
            AttemptHeader.append(";patience=", patience.nanoseconds, to: &buffer)
        }
        if stream >= 0 { AttemptHeader.append(";stream=", Int64(stream), to: &buffer) }
        if isTied { AttemptHeader.append(";tied=1", to: &buffer) }
    }

    static func append(_ text: StaticString, to buffer: inout [UInt8]) {
        buffer.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private static func append(_ text: StaticString, _ value: Int64, to buffer: inout [UInt8]) {
        append(text, to: &buffer)
        if value < 0 { buffer.append(UInt8(ascii: "-")) }
        var digits: UInt64 = value.magnitude
        let first = buffer.count
        repeat {
            buffer.append(48 + UInt8(digits % 10))
            digits /= 10
        } while digits > 0
        buffer[first...].reverse()
    }

    /// Reads what ``append(to:)`` wrote; nil for anything else.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        self.init(key: Key(bits: 0), from: -1, edge: -1, deadline: .never, patience: .never)
        var hasKey = false
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: ";")) ?? bytes.count
            guard let equals = bytes[start..<end].firstIndex(of: UInt8(ascii: "=")) else {
                return nil
            }
            let value = bytes[(equals + 1)..<end]
            // The names differ in their first letter.
            switch bytes[start] {
            case UInt8(ascii: "k"):
                guard value.count == 16, let bits = HexDigits.value(of: value) else { return nil }
                key = Key(bits: bits)
                hasKey = true
            case UInt8(ascii: "f"): from = Int32(clamping: AttemptHeader.decimal(value) ?? -1)
            case UInt8(ascii: "e"): edge = Int32(clamping: AttemptHeader.decimal(value) ?? -1)
            case UInt8(ascii: "s"): stream = Int32(clamping: AttemptHeader.decimal(value) ?? -1)
            case UInt8(ascii: "t"): isTied = AttemptHeader.decimal(value) == 1
            case UInt8(ascii: "d"):
                guard let instant = AttemptHeader.decimal(value) else { return nil }
                deadline = Instant(nanoseconds: instant)
            case UInt8(ascii: "p"):
                guard let instant = AttemptHeader.decimal(value) else { return nil }
                patience = Instant(nanoseconds: instant)
            default: return nil
            }
            start = end + 1
        }
        guard hasKey, bytes.last != UInt8(ascii: ";") else { return nil }
    }

    package init(
        key: Key, from: Int32, edge: Int32, deadline: Instant, patience: Instant,
        stream: Int32 = -1, isTied: Bool = false
    ) {
        self.key = key
        self.from = from
        self.edge = edge
        self.deadline = deadline
        self.patience = patience
        self.stream = stream
        self.isTied = isTied
    }

    private static func decimal(_ digits: Slice<UnsafeRawBufferPointer>) -> Int64? {
        var digits = digits[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard digit &- 48 < 10 else { return nil }
            value = value * 10 + Int64(digit - 48)
        }
        return isNegative ? -value : value
    }
}
