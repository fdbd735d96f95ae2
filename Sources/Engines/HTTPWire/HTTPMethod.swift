/// A request's method, as far as it changes how messages are read or routed.
///
/// - SeeAlso: RFC 9110, section 9; RFC 5789 (PATCH).
public enum HTTPMethod: UInt8, Hashable, Sendable, CaseIterable {
    case get, head, post, put, delete, connect, options, trace, patch
    /// Any other token; the head's bytes say which.
    case other

    /// As it stands in a request line; empty for ``other``.
    public var word: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .connect: "CONNECT"
        case .options: "OPTIONS"
        case .trace: "TRACE"
        case .patch: "PATCH"
        case .other: ""
        }
    }

    /// The method of a request line whose first token is `bytes[range]`; letter case counts.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        self =
            switch (range.count, bytes[range.lowerBound]) {
            case (3, .init(ascii: "G")): .get
            case (3, .init(ascii: "P")): .put
            case (4, .init(ascii: "H")): .head
            case (4, .init(ascii: "P")): .post
            case (5, .init(ascii: "T")): .trace
            case (5, .init(ascii: "P")): .patch
            case (6, .init(ascii: "D")): .delete
            case (7, .init(ascii: "C")): .connect
            case (7, .init(ascii: "O")): .options
            default: .other
            }
        if !bytes.equals(word, in: range) { self = .other }
    }
}
