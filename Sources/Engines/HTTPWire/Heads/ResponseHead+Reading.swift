extension ResponseHead {
    /// Reads the head that stands in `fields.bytes`, an answer to a request of `method`.
    mutating func read(to method: HTTPMethod, limits: HTTPLimits) throws(HTTPProblem) {
        let held = fields.bytes
        let end = try readStatusLine(held.span)
        try fields.readLines(from: end, limits: limits)
        let facts = try FramingFields(fields, minorVersion: minorVersion)
        opensTunnel = status == 101 || (method == .connect && status / 100 == 2)
        framing = try framing(facts, method, limits)
        keepsAlive = facts.keepsAlive(minorVersion: minorVersion) && framing != .untilClose
    }

    /// The rules of RFC 9112, section 6.3, in their order.
    private func framing(
        _ facts: FramingFields, _ method: HTTPMethod, _ limits: HTTPLimits
    ) throws(HTTPProblem) -> Framing {
        if opensTunnel { return .untilClose }
        if method == .head || status < 200 || status == 204 || status == 304 { return .none }
        if facts.isChunked { return .chunked }
        guard let length = facts.contentLength else { return .untilClose }
        guard length <= limits.body else { throw .bodyTooLarge }
        return .length(length)
    }

    /// `HTTP/1.x SP status SP reason CRLF`; the reason, and the space before it, may be missing.
    private mutating func readStatusLine(_ bytes: Span<UInt8>) throws(HTTPProblem) -> Int {
        var at = 0
        minorVersion = try StartLine.minorVersion(bytes, at: &at)
        guard at + 4 <= bytes.count, bytes[at] == Characters.space,
            let status = bytes.decimal(in: at + 1..<at + 4), status >= 100
        else { throw .invalidStartLine }
        self.status = status
        at += 4
        if at < bytes.count, bytes[at] == Characters.space { at = bytes.firstControl(from: at) }
        return try bytes.endOfLine(at: at, else: .invalidStartLine)
    }
}
