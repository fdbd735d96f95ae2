package import Chance

/// A trace as W3C Trace Context names it: handed on from request to request.
///
/// - SeeAlso: W3C Recommendation "Trace Context", section 3.2, `traceparent`.
package struct TraceContext: Equatable {
    /// The trace's 16 bytes.
    package var high: UInt64
    package var low: UInt64
    /// Its flags, such as 1 for sampled.
    package var flags: UInt8 = 1

    static let name: StaticString = "traceparent"
    static let none = TraceContext(high: 0, low: 0)

    /// The trace that begins with a request of ours.
    package init(startingAt key: Key) {
        high = key.child(.request).bits | 1  // All zeros is no trace.
        low = key.bits
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// `00-<trace>-<parent>-<flags>`, with the span that sends it as the parent.
    package func append(parent: Key, to buffer: inout [UInt8]) {
        AttemptHeader.append("00-", to: &buffer)
        HexDigits.append(high, to: &buffer)
        HexDigits.append(low, to: &buffer)
        buffer.append(UInt8(ascii: "-"))
        HexDigits.append(parent.bits | 1, to: &buffer)
        buffer.append(UInt8(ascii: "-"))
        HexDigits.append(flags, to: &buffer)
    }

    /// Reads a `traceparent`; nil when it is none, and a new trace is to begin.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 55, bytes[2] == UInt8(ascii: "-"), bytes[35] == UInt8(ascii: "-"),
            bytes[52] == UInt8(ascii: "-"), let version = HexDigits.value(of: bytes[0..<2]),
            version < 255,
            bytes.count == 55 || (version > 0 && bytes[55] == UInt8(ascii: "-")),
            let high = HexDigits.value(of: bytes[3..<19]),
            let low = HexDigits.value(of: bytes[19..<35]),
            let parent = HexDigits.value(of: bytes[36..<52]),
            let flags = HexDigits.value(of: bytes[53..<55]), high | low != 0, parent != 0
        else { return nil }
        self.init(high: high, low: low)
        self.flags = UInt8(flags)
    }
}
