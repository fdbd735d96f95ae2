/// The fields that decide how a message is framed and a connection goes on.
enum KnownField: UInt8, Hashable, Sendable {
    case host, expect, connection, contentLength, transferEncoding, other

    @inline(__always)
    init(_ bytes: Span<UInt8>, _ name: Range<Int>) {
        let candidate: KnownField? =
            switch name.count {
            case 4: .host
            case 6: .expect
            case 10: .connection
            case 14: .contentLength
            case 17: .transferEncoding
            default: nil
            }
        guard let candidate, bytes.equals(name, ignoringCaseOf: candidate.name) else {
            self = .other
            return
        }
        self = candidate
    }

    private var name: StaticString {
        switch self {
        case .host: "host"
        case .expect: "expect"
        case .connection: "connection"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .other: ""
        }
    }
}
