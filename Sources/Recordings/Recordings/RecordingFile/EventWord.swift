import Timebase

/// The word of each kind of event in a recording file; its numbers follow in the case's order.
enum EventWord: String {
    case faultBegan = "fault-began"
    case faultEnded = "fault-ended"
    case breakerOpened = "breaker-opened"
    case breakerHalfOpened = "breaker-half-opened"
    case breakerClosed = "breaker-closed"
    case instanceDied = "instance-died"
    case instanceServing = "instance-serving"
    case instancePaused = "instance-paused"
    case instanceResumed = "instance-resumed"
    case instanceDrained = "instance-drained"
    case instanceUnready = "instance-unready"
    case instanceReady = "instance-ready"
    case instanceCondemned = "instance-condemned"
    case scaled
    case markedDown = "marked-down"
    case markedUp = "marked-up"
    case ejected, readmitted
    case panicBegan = "panic-began"
    case panicEnded = "panic-ended"
}

extension Event.What {
    /// The word and the numbers of this event.
    var parts: (EventWord, [Int]) {
        switch self {
        case .faultBegan(let fault): (.faultBegan, [fault])
        case .faultEnded(let fault): (.faultEnded, [fault])
        case .breakerOpened(let edge, let caller): (.breakerOpened, [edge, caller])
        case .breakerHalfOpened(let edge, let caller): (.breakerHalfOpened, [edge, caller])
        case .breakerClosed(let edge, let caller): (.breakerClosed, [edge, caller])
        case .instanceDied(let service, let instance): (.instanceDied, [service, instance])
        case .instanceServing(let service, let instance): (.instanceServing, [service, instance])
        case .instancePaused(let service, let instance): (.instancePaused, [service, instance])
        case .instanceResumed(let service, let instance): (.instanceResumed, [service, instance])
        case .instanceDrained(let service, let instance): (.instanceDrained, [service, instance])
        case .instanceUnready(let service, let instance): (.instanceUnready, [service, instance])
        case .instanceReady(let service, let instance): (.instanceReady, [service, instance])
        case .instanceCondemned(let service, let instance):
            (.instanceCondemned, [service, instance])
        case .scaled(let service, let from, let to): (.scaled, [service, from, to])
        case .markedDown(let edge, let instance): (.markedDown, [edge, instance])
        case .markedUp(let edge, let instance): (.markedUp, [edge, instance])
        case .ejected(let edge, let instance, let caller): (.ejected, [edge, instance, caller])
        case .readmitted(let edge, let instance, let caller):
            (.readmitted, [edge, instance, caller])
        case .panicBegan(let edge, let caller): (.panicBegan, [edge, caller])
        case .panicEnded(let edge, let caller): (.panicEnded, [edge, caller])
        }
    }

    /// The event of a word and its numbers; nil when their number is not the word's.
    init?(_ word: EventWord, _ numbers: [Int]) {
        let one = numbers.count == 1 ? numbers.first : nil
        let two = numbers.count == 2 ? (numbers[0], numbers[1]) : nil
        let three = numbers.count == 3 ? (numbers[0], numbers[1], numbers[2]) : nil
        let event: Self? =
            switch word {
            case .faultBegan: one.map { .faultBegan($0) }
            case .faultEnded: one.map { .faultEnded($0) }
            case .breakerOpened: two.map { .breakerOpened($0, caller: $1) }
            case .breakerHalfOpened: two.map { .breakerHalfOpened($0, caller: $1) }
            case .breakerClosed: two.map { .breakerClosed($0, caller: $1) }
            case .instanceDied: two.map { .instanceDied($0, instance: $1) }
            case .instanceServing: two.map { .instanceServing($0, instance: $1) }
            case .instancePaused: two.map { .instancePaused($0, instance: $1) }
            case .instanceResumed: two.map { .instanceResumed($0, instance: $1) }
            case .instanceDrained: two.map { .instanceDrained($0, instance: $1) }
            case .instanceUnready: two.map { .instanceUnready($0, instance: $1) }
            case .instanceReady: two.map { .instanceReady($0, instance: $1) }
            case .instanceCondemned: two.map { .instanceCondemned($0, instance: $1) }
            case .scaled: three.map { .scaled($0, from: $1, to: $2) }
            case .markedDown: two.map { .markedDown($0, instance: $1) }
            case .markedUp: two.map { .markedUp($0, instance: $1) }
            case .ejected: three.map { .ejected($0, instance: $1, caller: $2) }
            case .readmitted: three.map { .readmitted($0, instance: $1, caller: $2) }
            case .panicBegan: two.map { .panicBegan($0, caller: $1) }
            case .panicEnded: two.map { .panicEnded($0, caller: $1) }
            }
        guard let event else { return nil }
        self = event
    }
}
