/// Reads the responses of one connection, one after the other, without doing any I/O.
///
/// It must be told of every request, since a response to HEAD or CONNECT has no body of its own.
/// An interim response (100 Continue) is a message too: a head, then an end.
/// It is as strict as ``RequestReader``.
public struct ResponseReader: Hashable, Sendable {
    private enum Stage { case head, body, failed }

    public let limits: HTTPLimits
    /// Valid from one ``HTTPEvent/head`` to the next.
    public private(set) var head = ResponseHead()
    private var stage = Stage.head
    private var section = SectionCollector(.responseHead)
    private var body = BodyReader()
    private var awaited = AwaitedResponses()

    /// A reader at the beginning of a connection.
    public init(limits: HTTPLimits = .forwarding) { self.limits = limits }

    /// The fields after the body that ended last: only a chunked one can have any.
    public var trailers: FieldSection { body.trailers }
    /// Whether nothing of a next response has come.
    public var isBetweenMessages: Bool { stage == .head && !section.hasBegun }
    /// Whether a head has begun and is not complete.
    public var hasPartialHead: Bool { stage == .head && section.hasBegun }
    /// How many requests have no final response yet, the one that is being read included.
    public var awaitedCount: Int { awaited.count }

    /// A request was sent: its response is the next after those already awaited.
    public mutating func expect(_ method: HTTPMethod) { awaited.append(method) }

    /// Consumes `input[offset...]` up to the next event; nil when everything is consumed and more
    /// is needed. `input` can be another buffer each time.
    public mutating func next(
        _ input: UnsafeRawBufferPointer, _ offset: inout Int
    ) -> HTTPEvent? {
        switch stage {
        case .head:
            guard offset < input.count else { return nil }
            guard let method = awaited.first else { return fail(.unexpectedResponse) }
            return readHead(input, &offset, to: method)
        case .body:
            guard let event = body.next(input, &offset, &section, limits: limits) else {
                return nil
            }
            if case .failed = event { stage = .failed }
            if event == .end { end() }
            return event
        case .failed:
            offset = input.count
            return nil
        }
    }

    /// The server sends no more: ends a body that only the connection's end delimits; nil when it
    /// was between two responses.
    public mutating func peerFinished() -> HTTPEvent? {
        if stage == .failed || (isBetweenMessages && awaited.count == 0) { return nil }
        guard stage == .body && body.endsWithConnection else { return fail(.truncated) }
        end()
        stage = .failed
        return .end
    }

    private mutating func end() {
        if !head.isInterim { awaited.removeFirst() }
        section.begin(.responseHead)
        stage = .head
    }

    private mutating func readHead(
        _ input: UnsafeRawBufferPointer, _ offset: inout Int, to method: HTTPMethod
    ) -> HTTPEvent? {
        switch section.collect(input, &offset, limits: limits) {
        case .incomplete: return nil
        case .failed(let problem): return fail(problem)
        case .complete:
            section.exchange(for: &head.fields.bytes)
            do throws(HTTPProblem) {
                try head.read(to: method, limits: limits)
            } catch {
                return fail(error)
            }
            section.begin(.trailers)
            if head.opensTunnel {
                body.beginTunnel()
            } else {
                body.begin(head.framing, limits: limits)
            }
            stage = .body
            return .head
        }
    }

    private mutating func fail(_ problem: HTTPProblem) -> HTTPEvent {
        stage = .failed
        return .failed(problem)
    }
}
