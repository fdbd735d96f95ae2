/// What a reader found in the bytes it was given.
///
/// A message is one `head`, any number of `body`, one `end`. The bytes that a call consumed belong
/// to one message alone, so a proxy that forwards exactly what was consumed changes nothing.
public enum HTTPEvent: Hashable, Sendable {
    /// The head is complete and can be asked for.
    case head
    /// Content, without chunk framing: a range of the input it was read from.
    case body(Range<Int>)
    /// The message is complete; for a chunked one, so are its trailers.
    case end
    /// Nothing more can be read from this peer. Told once; what follows is swallowed.
    case failed(HTTPProblem)
}
