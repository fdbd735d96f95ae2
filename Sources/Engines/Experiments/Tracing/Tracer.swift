public import Chance
public import Microservices
public import Recordings
import Resilience
public import Scenarios
public import Timebase

/// Follows every request on its way, and keeps what ``TraceSample`` says of it.
///
/// A request is chosen when it ends: whether it was worth following is not known before. What is
/// not chosen is forgotten at once, so that no more is held than is under way.
public struct Tracer {
    /// Where a key of a request, a call or an attempt is found.
    private struct Place: BitwiseCopyable {
        var draft: Int32
        /// −1: the request itself.
        var span: Int32
    }

    private let warmup: Instant
    private var drafts: [TraceDraft] = []
    /// Drafts that are used again, with the room that their spans had.
    private var free: [Int] = []
    private var places = KeyTable<Place>()
    private var choice: TraceChoice

    public init(_ scenario: Scenario) {
        warmup = .start + scenario.warmup
        choice = TraceChoice(streams: scenario.load.count)
    }

    /// Takes a step on a request's way, which happens now.
    public mutating func note(_ fact: TraceFact, now: Instant) {
        switch fact.kind {
        case .requestBegan: begin(fact, now: now)
        case .requestEnded(let outcome): end(fact.key, outcome, now: now)
        case .callBegan: add(.call, fact, now: now)
        case .attemptBegan: add(.attempt, fact, now: now)
        case .callEnded(let outcome, let rejection):
            let isCancelled = fact.number != 0
            change(fact.key) { span in
                span.to = now
                span.ending = isCancelled ? .cancelled : Trace.Ending(outcome, rejection)
            }
        case .attemptEnded(let outcome):
            change(fact.key) { span in
                span.to = now
                span.ending = Trace.Ending(outcome)
                span.status = Int(fact.number)
            }
        case .workBegan: change(fact.key) { $0.workFrom = now }
        case .workEnded: change(fact.key) { $0.workTo = now }
        }
    }

    /// A fault, by the number of its ledger, does not let an attempt pass.
    public mutating func touched(_ attempt: Key, by fault: Int) {
        change(attempt) { $0.fault = fault }
    }

    /// What was chosen so far.
    public var sample: TraceSample { choice.sample { drafts[$0] } }

    /// How many requests, calls and attempts are followed now.
    package var followed: Int { places.count }

    private mutating func begin(_ fact: TraceFact, now: Instant) {
        guard now >= warmup else { return }
        let slot = free.popLast() ?? drafts.count
        if slot == drafts.count {
            drafts.append(TraceDraft(key: fact.key, stream: Int(fact.host), due: now))
        } else {
            drafts[slot].begin(key: fact.key, stream: Int(fact.host), due: now)
        }
        places.set(fact.key, Place(draft: Int32(slot), span: -1))
    }

    private mutating func add(_ kind: Trace.Span.Kind, _ fact: TraceFact, now: Instant) {
        guard let parent = places[fact.parent] else { return }
        let slot = Int(parent.draft)
        let count = drafts[slot].spans.count
        guard count < Trace.mostSpans else {
            drafts[slot].droppedSpans += 1
            return
        }
        drafts[slot].spans.append(
            Trace.Span(
                kind: kind, key: fact.key, parent: Int(parent.span), edge: Int(fact.edge),
                instance: Int(fact.host), endpoint: Int(fact.number), from: now))
        places.set(fact.key, Place(draft: parent.draft, span: Int32(count)))
    }

    private mutating func change(_ key: Key, _ body: (inout Trace.Span) -> Void) {
        guard let place = places[key], place.span >= 0 else { return }
        body(&drafts[Int(place.draft)].spans[Int(place.span)])
    }

    private mutating func end(_ key: Key, _ outcome: RequestOutcome, now: Instant) {
        guard let place = places[key] else { return }
        let slot = Int(place.draft)
        drafts[slot].end = (outcome, now)
        if let dropped = choice.dropped(afterEndOf: slot, drafts[slot]) { forget(dropped) }
    }

    private mutating func forget(_ slot: Int) {
        places.remove(drafts[slot].key)
        for span in drafts[slot].spans { places.remove(span.key) }
        free.append(slot)
    }
}

extension Trace.Ending {
    fileprivate init(_ outcome: CallOutcome, _ rejection: CallFact.Rejection) {
        switch (outcome, rejection) {
        case (.answered, _): self = .answered
        case (.fallback, _): self = .fallback
        case (.rejected, .breaker): self = .rejectedByBreaker
        case (.rejected, .bulkhead), (.rejected, .bulkheadWhileFree): self = .rejectedByBulkhead
        case (.rejected, .limit): self = .rejectedByLimit
        case (.failed, _), (.rejected, .none): self = .failed
        }
    }

    fileprivate init(_ outcome: AttemptOutcome) {
        switch outcome {
        case .succeeded: self = .succeeded
        case .failed: self = .failed
        case .refused: self = .refused
        case .reset: self = .reset
        case .timedOut: self = .timedOut
        case .cancelled: self = .cancelled
        }
    }
}
