public import Chance
public import Resilience
import Timebase

/// A step on a request's way, told only while ``Fleet/isTracing``.
///
/// Requests, calls and attempts are named by their keys, which no other one of the run has; the
/// request as which an attempt reaches its callee has the attempt's.
@frozen
public struct TraceFact {
    public var kind: Kind
    /// Of a call or an attempt; else −1.
    public var edge: Int32 = -1
    /// The calling instance of a call, the called one of an attempt; a request's stream.
    public var host: Int32 = -1
    /// The endpoint of a call that begins, 1 for one that is cancelled, the status of an attempt's
    /// answer that was not ok.
    public var number: Int32 = 0
    /// Whom it is about.
    public var key: Key
    /// What it is a part of: the request that calls, the call that is tried.
    public var parent = Key(bits: 0)

    /// What another process says of a request.
    public init(
        kind: Kind, edge: Int32 = -1, host: Int32 = -1, number: Int32 = 0, key: Key,
        parent: Key = Key(bits: 0)
    ) {
        self.kind = kind
        self.edge = edge
        self.host = host
        self.number = number
        self.key = key
        self.parent = parent
    }

    /// What happened.
    @frozen
    public enum Kind {
        /// A user sends a request, or has the outcome.
        case requestBegan
        case requestEnded(RequestOutcome)
        case callBegan
        case callEnded(CallOutcome, CallFact.Rejection)
        case attemptBegan
        case attemptEnded(AttemptOutcome)
        /// The callee's instance gives it a slot; the answer leaves, or its instance dies.
        case workBegan
        case workEnded
    }
}

extension Fleet {
    /// A fact as it is kept: with an instance by its index in its service.
    public func numbered(_ fact: TraceFact) -> TraceFact {
        switch fact.kind {
        case .callBegan, .attemptBegan:
            guard fact.host >= 0 else { return fact }
            var fact = fact
            fact.host = Int32(index(of: fact.host))
            return fact
        default: return fact
        }
    }

    /// Tells a user's request that begins.
    mutating func traceRequest(_ request: Request) {
        guard isTracing else { return }
        tell(TraceFact(kind: .requestBegan, host: request.stream, key: request.key))
    }

    /// Tells a call that begins: of its request, or of the call whose fallback it is.
    mutating func traceCall(_ handle: Int32) {
        guard isTracing else { return }
        let call = calls[handle]
        let parent =
            call.role == .fallback
            ? calls[call.parent].key : requests[activities[call.activity].request].key
        tell(
            TraceFact(
                kind: .callBegan, edge: lines[call.line].edge, host: call.host,
                number: call.endpoint, key: call.key, parent: parent))
    }

    /// Tells an attempt that is sent to an instance, or to none (−1).
    mutating func traceAttempt(_ handle: Int32, to target: Int32) {
        guard isTracing else { return }
        let call = calls[handle]
        let root = call.role == .copy ? calls[call.parent].key : call.key
        tell(
            TraceFact(
                kind: .attemptBegan, edge: lines[call.line].edge, host: target,
                key: call.key.child(Int(call.attempts)), parent: root))
    }

    /// Tells how an attempt ended, with the status of an answer that was not ok.
    mutating func traceEnd(of handle: Int32, _ outcome: AttemptOutcome, status: Int32) {
        guard isTracing else { return }
        let call = calls[handle]
        tell(
            TraceFact(
                kind: .attemptEnded(outcome), edge: lines[call.line].edge, number: status,
                key: call.key.child(Int(call.attempts))))
    }

    /// Tells how a call ended.
    mutating func traceEnd(ofCall handle: Int32, _ result: CallResult) {
        guard isTracing else { return }
        let kind = TraceFact.Kind.callEnded(result.callOutcome, result.rejection)
        let isCancelled: Int32 = result.kind == .cancelled ? 1 : 0
        tell(TraceFact(kind: kind, number: isCancelled, key: calls[handle].key))
    }

    /// Tells that an instance began to work on a request, or is done with it.
    mutating func traceWork(_ kind: TraceFact.Kind, _ request: Request) {
        guard isTracing, request.attempt >= 0 else { return }
        tell(TraceFact(kind: kind, key: request.key))
    }

    /// Facts lie beside the actions, which are smaller for it: an action is copied by the million.
    mutating func tell(_ fact: TraceFact) {
        actions.append(.traced(Int32(traceFacts.count)))
        traceFacts.append(fact)
    }
}
