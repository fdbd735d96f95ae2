extension RequestHead {
    /// Reads the head that stands in `fields.bytes`.
    mutating func read(limits: HTTPLimits) throws(HTTPProblem) {
        let held = fields.bytes
        let end = try readRequestLine(held.span)
        try fields.readLines(from: end, limits: limits)
        let facts = try FramingFields(fields, minorVersion: minorVersion)
        guard facts.hosts < 2 else { throw .repeatedHost }
        guard facts.hosts == 1 || minorVersion == 0 else { throw .missingHost }
        keepsAlive = facts.keepsAlive(minorVersion: minorVersion)
        // A 1.0 client cannot mean it (RFC 9110, section 10.1.1).
        expectsContinue = facts.expectsContinue && minorVersion > 0
        framing = try Self.framing(facts, limits: limits)
    }

    private static func framing(
        _ facts: FramingFields, limits: HTTPLimits
    ) throws(HTTPProblem) -> Framing {
        if facts.isChunked { return .chunked }
        guard let length = facts.contentLength else { return .none }
        guard length <= limits.body else { throw .bodyTooLarge }
        return .length(length)
    }

    /// `method SP target SP HTTP/1.x CRLF`, each blank a single space.
    private mutating func readRequestLine(_ bytes: Span<UInt8>) throws(HTTPProblem) -> Int {
        var at = try Self.behindEmptyLines(bytes)
        let start = at
        while at < bytes.count, Characters.isToken(bytes[at]) { at += 1 }
        guard at > start, at < bytes.count, bytes[at] == Characters.space else {
            throw .invalidStartLine
        }
        methodRange = start..<at
        method = HTTPMethod(bytes, methodRange)
        let target = at + 1
        at = target
        while at < bytes.count, Characters.isVisible(bytes[at]) { at += 1 }
        guard at < bytes.count, bytes[at] == Characters.space else { throw .invalidStartLine }
        targetRange = target..<at
        at += 1
        minorVersion = try StartLine.minorVersion(bytes, at: &at)
        let end = try bytes.endOfLine(at: at, else: .invalidStartLine)
        try readTarget(bytes)
        return end
    }

    private static func behindEmptyLines(_ bytes: Span<UInt8>) throws(HTTPProblem) -> Int {
        var at = 0
        while at < bytes.count, bytes[at] < Characters.space {
            at = try bytes.endOfLine(at: at, else: .invalidStartLine)
        }
        return at
    }
}
