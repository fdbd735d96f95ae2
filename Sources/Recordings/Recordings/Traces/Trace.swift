public import Chance
public import Resilience
public import Timebase
public import Topologies

/// One user's request in full: every call that was made for it, and every attempt of those.
public struct Trace: Hashable, Sendable {
    /// What names the request among all of the run.
    public var key: Key
    public var stream: StreamID
    public var chosen: Chosen
    public var outcome: RequestOutcome
    public var due: Instant
    public var ended: Instant
    /// In the order in which they began, so that a parent stands before its children.
    public var spans: [Span]
    /// Spans that were left out, because the request had more than ``mostSpans``.
    public var droppedSpans: Int

    /// The most spans that are kept of a request.
    public static let mostSpans = 256

    /// Why it was kept.
    public enum Chosen: String, Hashable, Sendable, CaseIterable {
        /// It failed, and is among the first to have failed in that way.
        case failed
        /// It is among the slowest that were answered.
        case slow
        /// It is the first of its stream that was answered, to hold the others against.
        case usual
    }

    public init(
        key: Key, stream: StreamID, chosen: Chosen, outcome: RequestOutcome, due: Instant,
        ended: Instant, spans: [Span] = [], droppedSpans: Int = 0
    ) {
        self.key = key
        self.stream = stream
        self.chosen = chosen
        self.outcome = outcome
        self.due = due
        self.ended = ended
        self.spans = spans
        self.droppedSpans = droppedSpans
    }

    /// A call, from the step that asks for it to its result; or an attempt, as its caller saw it.
    public struct Span: Hashable, Sendable {
        public var kind: Kind
        public var key: Key
        /// Its place in ``Trace/spans``: the attempt whose callee makes the call, the call that the
        /// attempt is of, the call whose fallback this call is; −1: the user's request itself.
        public var parent: Int
        public var edge: EdgeID
        /// The calling instance of a call, the called one of an attempt, as their services number
        /// them; −1 of an attempt that found none.
        public var instance: Int
        /// The callee's endpoint; of a call.
        public var endpoint: Int
        public var from: Instant
        /// Nil: the run ended before it did.
        public var to: Instant?
        public var ending: Ending
        /// The status of an attempt's answer that was not ok; else 0.
        public var status: Int
        /// The last fault whose verdict on an attempt was not to let it pass, as a ledger's number.
        public var fault: Int?
        /// When the callee's instance gave an attempt a slot, and when it was done with it.
        public var workFrom: Instant?
        public var workTo: Instant?

        public enum Kind: String, Hashable, Sendable, CaseIterable { case call, attempt }

        public init(
            kind: Kind, key: Key, parent: Int, edge: EdgeID, instance: Int, endpoint: Int = 0,
            from: Instant, to: Instant? = nil, ending: Ending = .underWay, status: Int = 0,
            fault: Int? = nil, workFrom: Instant? = nil, workTo: Instant? = nil
        ) {
            self.kind = kind
            self.key = key
            self.parent = parent
            self.edge = edge
            self.instance = instance
            self.endpoint = endpoint
            self.from = from
            self.to = to
            self.ending = ending
            self.status = status
            self.fault = fault
            self.workFrom = workFrom
            self.workTo = workTo
        }
    }

    /// How a call or an attempt ended; the raw value is the word in files.
    public enum Ending: String, Hashable, Sendable, CaseIterable {
        case underWay = "under-way"
        case cancelled, failed
        // Of calls.
        case answered, fallback
        case rejectedByBreaker = "rejected-by-breaker"
        case rejectedByBulkhead = "rejected-by-bulkhead"
        case rejectedByLimit = "rejected-by-limit"
        // Of attempts.
        case succeeded, refused, reset
        case timedOut = "timed-out"

        /// Whether what was asked for came.
        public var isGood: Bool {
            switch self {
            case .answered, .fallback, .succeeded: true
            case .underWay, .cancelled, .failed, .rejectedByBreaker, .rejectedByBulkhead,
                .rejectedByLimit, .refused, .reset, .timedOut:
                false
            }
        }
    }
}

extension Key {
    /// Its sixteen hexadecimal digits.
    public var hexadecimal: String {
        let digits = String(bits, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
