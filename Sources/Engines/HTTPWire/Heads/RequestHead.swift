/// The head of a request: what its first line and its fields say.
public struct RequestHead: Hashable, Sendable {
    /// Which of the four forms of RFC 9112, section 3.2, the target has.
    public enum TargetForm: Hashable, Sendable { case origin, absolute, authority, asterisk }

    /// The fields, and the bytes of the whole head.
    public internal(set) var fields = FieldSection()
    public internal(set) var method = HTTPMethod.get
    /// 0 or 1, of HTTP/1; a higher one is read as 1 (RFC 9110, section 2.5).
    public internal(set) var minorVersion: UInt8 = 1
    public internal(set) var targetForm = TargetForm.origin
    /// Where the method stands in ``bytes``.
    public internal(set) var methodRange = 0..<0
    /// Where the request target stands in ``bytes``.
    public internal(set) var targetRange = 0..<0
    /// Where the target's path stands in ``bytes``: without authority and query, and as it was
    /// sent, percent signs and all. Empty where there is none.
    public internal(set) var pathRange = 0..<0
    /// Whether the connection may carry another request after this one.
    public internal(set) var keepsAlive = true
    /// Whether the client waits for `100 Continue` before it sends the body.
    public internal(set) var expectsContinue = false
    var framing = Framing.none

    /// The whole head as it arrived, empty line included (and any before it).
    public var bytes: [UInt8] { fields.bytes }
    /// Whether the body comes in chunks.
    public var isChunked: Bool { framing == .chunked }
    /// The body's length in bytes, as announced; nil when it comes in chunks.
    public var contentLength: Int? {
        switch framing {
        case .length(let length): length
        case .none: 0
        case .chunked, .untilClose: nil
        }
    }
    /// Whether anything can come between ``HTTPEvent/head`` and ``HTTPEvent/end``.
    public var hasBody: Bool { framing != .none && framing != .length(0) }

    /// Whether the path is this one, byte for byte.
    public func pathEquals(_ path: StaticString) -> Bool {
        bytes.span.equals(path, in: pathRange)
    }

    /// Whether the path is this one, byte for byte.
    public func pathEquals(_ path: [UInt8]) -> Bool {
        path.count == pathRange.count && bytes[pathRange].elementsEqual(path)
    }

    /// The path, for what is not on the hot path.
    public var path: String { String(decoding: bytes[pathRange], as: UTF8.self) }
    /// The target, for what is not on the hot path.
    public var target: String { String(decoding: bytes[targetRange], as: UTF8.self) }
}
