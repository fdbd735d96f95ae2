/// What request lines and status lines have in common.
enum StartLine {
    /// Reads `HTTP/1.x` at `at`, and moves `at` behind it.
    static func minorVersion(_ bytes: Span<UInt8>, at: inout Int) throws(HTTPProblem) -> UInt8 {
        guard at + 8 <= bytes.count, bytes.equals("HTTP/", in: at..<at + 5) else {
            throw .invalidStartLine
        }
        let (major, dot, minor) = (bytes[at + 5], bytes[at + 6], bytes[at + 7])
        guard dot == UInt8(ascii: "."), isDigit(major), isDigit(minor) else {
            throw .invalidStartLine
        }
        guard major == UInt8(ascii: "1") else { throw .unsupportedVersion }
        at += 8
        return minor == UInt8(ascii: "0") ? 0 : 1
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
