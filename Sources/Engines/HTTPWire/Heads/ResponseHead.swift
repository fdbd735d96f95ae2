/// The head of a response: what its first line and its fields say.
public struct ResponseHead: Hashable, Sendable {
    /// The fields, and the bytes of the whole head.
    public internal(set) var fields = FieldSection()
    /// 100 to 999.
    public internal(set) var status = 200
    /// 0 or 1, of HTTP/1; a higher one is read as 1 (RFC 9110, section 2.5).
    public internal(set) var minorVersion: UInt8 = 1
    /// Whether the connection may carry another response after this one.
    public internal(set) var keepsAlive = true
    var framing = Framing.none
    /// After it, the connection speaks another protocol: a 101, or a 2xx to CONNECT.
    public internal(set) var opensTunnel = false

    /// The whole head as it arrived, empty line included.
    public var bytes: [UInt8] { fields.bytes }
    /// Whether the body comes in chunks.
    public var isChunked: Bool { framing == .chunked }
    /// Whether another response to the same request follows (RFC 9110, section 15.2).
    public var isInterim: Bool { status < 200 && status != 101 }
    /// The number of bytes that the body has; nil when only its end will tell.
    public var contentLength: Int? {
        switch framing {
        case .length(let length): length
        case .none: 0
        case .chunked, .untilClose: nil
        }
    }
}
