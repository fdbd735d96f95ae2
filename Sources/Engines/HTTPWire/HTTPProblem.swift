/// Why a peer's bytes are no message that can be answered for certain.
///
/// Each ends the connection: where the next message would begin is not known any more, and to guess
/// is to be open to request smuggling.
/// - SeeAlso: RFC 9112, section 11.2, "Request Smuggling".
public enum HTTPProblem: Error, Hashable, Sendable, CaseIterable {
    case invalidStartLine, unsupportedVersion, invalidTarget
    case bareCarriageReturn, bareLineFeed, foldedField
    case spaceBeforeColon, invalidFieldName, invalidFieldValue
    case missingHost, repeatedHost, invalidHost
    case invalidContentLength, repeatedContentLength, lengthAndTransferEncoding
    case invalidTransferEncoding, unknownTransferCoding, transferEncodingInHTTP10
    case invalidChunkSize, invalidChunkEnd
    case startLineTooLong, fieldLineTooLong, sectionTooLarge, tooManyFields, bodyTooLarge
    case truncated, unexpectedResponse

    /// What a server answers such a request with, before it closes.
    public var status: Int {
        switch self {
        case .startLineTooLong: 414
        case .fieldLineTooLong, .sectionTooLarge, .tooManyFields: 431
        case .bodyTooLarge: 413
        case .unknownTransferCoding: 501
        case .unsupportedVersion: 505
        default: 400
        }
    }
}

extension HTTPProblem: CustomStringConvertible {
    /// A sentence for the one whose peer it was.
    public var description: String {
        switch self {
        case .invalidStartLine: "the first line is not that of an HTTP/1 message"
        case .unsupportedVersion: "the version of HTTP is not 1.0 or 1.1"
        case .invalidTarget: "the request target has none of the four forms of RFC 9112"
        case .bareCarriageReturn: "a CR stands without its LF"
        case .bareLineFeed: "a line ends in LF alone, not in CRLF"
        case .foldedField: "a field is continued on the next line (obs-fold)"
        case .spaceBeforeColon: "white space stands between a field's name and its colon"
        case .invalidFieldName: "a field's name is empty or holds a character it may not"
        case .invalidFieldValue: "a field's value holds a control character"
        case .missingHost: "an HTTP/1.1 request has no Host"
        case .repeatedHost: "a request has more than one Host"
        case .invalidHost: "Host is not a host with an optional port"
        case .invalidContentLength: "Content-Length is not a plain decimal number"
        case .repeatedContentLength: "a message has more than one Content-Length"
        case .lengthAndTransferEncoding: "a message has Content-Length and Transfer-Encoding"
        case .invalidTransferEncoding: "Transfer-Encoding does not end in a single chunked"
        case .unknownTransferCoding: "Transfer-Encoding names a coding besides chunked"
        case .transferEncodingInHTTP10: "an HTTP/1.0 message has a Transfer-Encoding"
        case .invalidChunkSize: "a chunk's size is not a hexadecimal number within range"
        case .invalidChunkEnd: "a chunk is longer than its size says"
        case .startLineTooLong: "the first line is too long"
        case .fieldLineTooLong: "a field is too long"
        case .sectionTooLarge: "the fields of a message are too large"
        case .tooManyFields: "a message has too many fields"
        case .bodyTooLarge: "a message's body is too large"
        case .truncated: "the peer closed in the middle of a message"
        case .unexpectedResponse: "a response came to no request"
        }
    }
}
