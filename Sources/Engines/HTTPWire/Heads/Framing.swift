/// Where the body of a message ends.
///
/// - SeeAlso: RFC 9112, section 6.3, "Message Body Length".
enum Framing: Hashable, Sendable {
    case none
    case length(Int)
    case chunked
    /// Only responses: the connection's end is the body's end.
    case untilClose
}

/// What a head's fields say about its body and its connection; contradictions are refused.
struct FramingFields {
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var hosts = 0
    private(set) var expectsContinue = false
    /// `Connection: close` and `Connection: keep-alive`.
    private(set) var closes = false
    private(set) var staysOpen = false
    private var codings = TransferCodings()

    /// - Parameter minorVersion: of HTTP/1, as the start line says.
    init(_ section: FieldSection, minorVersion: UInt8) throws(HTTPProblem) {
        let bytes = section.bytes.span
        for line in section.lines where line.known != .other {
            try note(line, bytes)
        }
        guard codings.count > 0 else { return }
        guard minorVersion > 0 else { throw .transferEncodingInHTTP10 }
        guard contentLength == nil else { throw .lengthAndTransferEncoding }
        try codings.check()
        isChunked = true
    }

    private mutating func note(
        _ line: FieldLine, _ bytes: Span<UInt8>
    ) throws(HTTPProblem) {
        switch line.known {
        case .host:
            hosts += 1
            guard line.value.allSatisfy({ Characters.isHost(bytes[$0]) }) else {
                throw .invalidHost
            }
        case .contentLength:
            guard contentLength == nil else { throw .repeatedContentLength }
            guard let length = bytes.decimal(in: line.value) else { throw .invalidContentLength }
            contentLength = length
        case .transferEncoding: codings.note(bytes, line.value)
        case .connection:
            closes = closes || bytes.lists("close", in: line.value)
            staysOpen = staysOpen || bytes.lists("keep-alive", in: line.value)
        case .expect:
            expectsContinue = bytes.equals(line.value, ignoringCaseOf: "100-continue")
        case .other: break
        }
    }

    /// Whether the connection can carry another message after this one.
    ///
    /// - SeeAlso: RFC 9112, section 9.3, "Persistence".
    func keepsAlive(minorVersion: UInt8) -> Bool {
        !closes && (minorVersion > 0 || staysOpen)
    }
}
