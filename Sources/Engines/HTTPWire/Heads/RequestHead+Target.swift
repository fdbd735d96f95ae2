extension RequestHead {
    /// Finds the form of the target, and its path.
    ///
    /// - SeeAlso: RFC 9112, section 3.2: `CONNECT` goes with authority-form alone, and `*` with
    ///   `OPTIONS` alone.
    mutating func readTarget(_ bytes: Span<UInt8>) throws(HTTPProblem) {
        guard let first = targetRange.first else { throw .invalidTarget }
        pathRange = targetRange.upperBound..<targetRange.upperBound
        switch bytes[first] {
        case _ where method == .connect:
            try readAuthority(bytes)
        case UInt8(ascii: "/"):
            targetForm = .origin
            pathRange = path(bytes, from: first)
        case UInt8(ascii: "*"):
            guard method == .options && targetRange.count == 1 else { throw .invalidTarget }
            targetForm = .asterisk
        default:
            try readAbsolute(bytes)
        }
    }

    /// `host:port`.
    private mutating func readAuthority(_ bytes: Span<UInt8>) throws(HTTPProblem) {
        targetForm = .authority
        guard let colon = targetRange.last(where: { bytes[$0] == UInt8(ascii: ":") }),
            colon > targetRange.lowerBound, colon + 1 < targetRange.upperBound,
            targetRange[..<colon].allSatisfy({ Characters.isHost(bytes[$0]) }),
            targetRange[(colon + 1)...].allSatisfy({ StartLine.isDigit(bytes[$0]) })
        else { throw .invalidTarget }
    }

    /// `scheme://authority[/path][?query]`; the authority holds a host at least.
    private mutating func readAbsolute(_ bytes: Span<UInt8>) throws(HTTPProblem) {
        targetForm = .absolute
        guard let colon = targetRange.first(where: { !isScheme(bytes[$0]) }),
            colon > targetRange.lowerBound, colon + 3 < targetRange.upperBound,
            bytes.equals("://", in: colon..<colon + 3)
        else { throw .invalidTarget }
        let authority = colon + 3
        let end =
            targetRange[authority...].first { bytes[$0] == 0x2F || bytes[$0] == 0x3F }
            ?? targetRange.upperBound
        guard end > authority else { throw .invalidTarget }
        pathRange = path(bytes, from: end)
    }

    private func isScheme(_ byte: UInt8) -> Bool {
        let letter = Characters.lowercased(byte)
        return letter &- 0x61 < 26 || StartLine.isDigit(byte) || byte == 0x2B || byte == 0x2D
            || byte == 0x2E
    }

    private func path(_ bytes: Span<UInt8>, from start: Int) -> Range<Int> {
        var end = start
        while end < targetRange.upperBound, bytes[end] != UInt8(ascii: "?") { end += 1 }
        return start..<end
    }
}
