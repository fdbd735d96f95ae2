/// The list of codings in all Transfer-Encoding fields of a message.
///
/// - SeeAlso: RFC 9112, section 6.1. Only `chunked` is understood; a list that does not end in a
///   single `chunked` leaves the length of a request unknown.
struct TransferCodings {
    private(set) var count = 0
    private var chunked = 0
    private var endsInChunked = false
    private var hasEmpty = false

    mutating func note(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        bytes.forEachElement(in: value) { element in
            count += 1
            hasEmpty = hasEmpty || element.isEmpty
            endsInChunked = bytes.equals(element, ignoringCaseOf: "chunked")
            if endsInChunked { chunked += 1 }
        }
    }

    func check() throws(HTTPProblem) {
        guard endsInChunked && chunked == 1 && !hasEmpty else { throw .invalidTransferEncoding }
        guard count == 1 else { throw .unknownTransferCoding }
    }
}
