/// Reads the requests of one connection, one after the other, without doing any I/O.
///
/// Hand it what was read and ask for events until there are none:
///
///     while let event = reader.next(input, &offset) { … }
///
/// The events do not depend on how the bytes were cut into reads. It is strict where RFC 9112
/// allows a choice (LF alone ends no line, equal lengths are not merged), since a reader behind
/// another must not see other messages than that one.
public struct RequestReader: Hashable, Sendable {
    private enum Stage { case head, body, failed }

    public let limits: HTTPLimits
    /// Valid from one ``HTTPEvent/head`` to the next.
    public private(set) var head = RequestHead()
    private var stage = Stage.head
    private var section = SectionCollector(.requestHead)
    private var body = BodyReader()

    /// A reader at the beginning of a connection.
    public init(limits: HTTPLimits = .standard) { self.limits = limits }

    /// The fields after the body that ended last: only a chunked one can have any.
    public var trailers: FieldSection { body.trailers }
    /// Whether nothing of a next request has come: the connection is idle.
    public var isBetweenMessages: Bool { stage == .head && !section.hasBegun }
    /// Whether a head has begun and is not complete: a slow client keeps it so.
    public var hasPartialHead: Bool { stage == .head && section.hasBegun }

    /// Consumes `input[offset...]` up to the next event; nil when everything is consumed and more
    /// is needed. `input` can be another buffer each time.
    public mutating func next(
        _ input: UnsafeRawBufferPointer, _ offset: inout Int
    ) -> HTTPEvent? {
        switch stage {
        case .head: return readHead(input, &offset)
        case .body:
            guard let event = body.next(input, &offset, &section, limits: limits) else {
                return nil
            }
            if case .failed = event { stage = .failed }
            if event == .end {
                stage = .head
                section.begin(.requestHead)
            }
            return event
        case .failed:
            offset = input.count
            return nil
        }
    }

    /// The client sends no more: nil when that was between two requests.
    public mutating func peerFinished() -> HTTPEvent? {
        isBetweenMessages || stage == .failed ? nil : fail(.truncated)
    }

    private mutating func readHead(
        _ input: UnsafeRawBufferPointer, _ offset: inout Int
    ) -> HTTPEvent? {
        switch section.collect(input, &offset, limits: limits) {
        case .incomplete: return nil
        case .failed(let problem): return fail(problem)
        case .complete:
            section.exchange(for: &head.fields.bytes)
            do throws(HTTPProblem) {
                try head.read(limits: limits)
            } catch {
                return fail(error)
            }
            section.begin(.trailers)
            body.begin(head.framing, limits: limits)
            stage = .body
            return .head
        }
    }

    private mutating func fail(_ problem: HTTPProblem) -> HTTPEvent {
        stage = .failed
        return .failed(problem)
    }
}
