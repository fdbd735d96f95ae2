import Resilience
import Timebase

/// Which request each attempt was made for, as far as times tell.
///
/// An attempt belongs to a request that has none under way: to one that has just come, or whose
/// last attempt has just ended, where there is one; else, after a back-off, to the one that has
/// waited longest. Two that wait alike may be taken for one another; their sum is right.
struct Attribution {
    /// The attempts of each request, as indices, in order.
    private(set) var attempts: [[Int]]
    /// The attempt after whose end each request was answered at once; nil: none.
    private(set) var last: [Int?]
    private let traffic: ProgramTraffic
    /// The request of each attempt that is under way.
    private var owner: [Int?]
    /// The requests that have none under way and may want one, the one that has just begun to wait
    /// last; and those that have had an answer, but were not answered themselves yet.
    private var idle: [(request: Int, since: Instant)] = []
    private var served: [(request: Int, since: Instant)] = []

    /// What begins so soon after something else was caused by it.
    private static let atOnce = Duration.milliseconds(5)
    /// A program answers its own client so soon after the attempt that decides it.
    private static let answering = Duration.milliseconds(10)

    init(_ traffic: ProgramTraffic) {
        self.traffic = traffic
        attempts = traffic.requests.map { _ in [] }
        last = traffic.requests.map { _ in nil }
        owner = traffic.attempts.map { _ in nil }
        for event in Self.events(of: traffic) { follow(event) }
        findLast()
    }

    private mutating func follow(_ event: Event) {
        switch event.what {
        case .arrival(let request): idle.append((request, event.at))
        case .beginning(let attempt):
            if let last = idle.last {
                let isFresh = event.at - last.since <= Self.atOnce
                give(attempt, to: isFresh ? idle.removeLast().request : idle.removeFirst().request)
            } else if let last = served.popLast() {
                give(attempt, to: last.request)  // One that calls more than once.
            }
        case .end(let attempt):
            guard let request = owner[attempt] else { return }
            owner[attempt] = nil
            if traffic.attempts[attempt].hasFailed {
                idle.append((request, event.at))
            } else {
                served.append((request, event.at))
            }
        case .departure(let request):
            idle.removeAll { $0.request == request }
            served.removeAll { $0.request == request }
            guard let attempt = attempts[request].last, owner[attempt] == request else { return }
            owner[attempt] = nil
            // Answered before its attempt had ended: it was another's, who came back to try again.
            guard !traffic.requests[request].gaveUp, !idle.isEmpty else { return }
            attempts[request].removeLast()
            give(attempt, to: idle.removeFirst().request)
        }
    }

    private mutating func give(_ attempt: Int, to request: Int) {
        owner[attempt] = request
        attempts[request].append(attempt)
    }

    /// An answer follows the end of the attempt that decided it; which that was is certain, whoever
    /// the attempts before it belonged to.
    private mutating func findLast() {
        let ends = traffic.attempts.indices.sorted {
            (traffic.attempts[$0].ended, $0) < (traffic.attempts[$1].ended, $1)
        }
        let answered = traffic.requests.indices.sorted {
            (traffic.requests[$0].ended, $0) < (traffic.requests[$1].ended, $1)
        }
        var open: [Int] = []
        var next = 0
        for request in answered {
            let at = traffic.requests[request].ended
            while next < ends.count, traffic.attempts[ends[next]].ended <= at {
                open.append(ends[next])
                next += 1
            }
            open.removeAll { traffic.attempts[$0].ended + Self.answering < at }
            guard !open.isEmpty, !attempts[request].isEmpty else { continue }
            last[request] = open.removeLast()
        }
    }

    /// Whether a request was answered without an attempt for it.
    func isTurnedAway(_ request: Int) -> Bool {
        attempts[request].isEmpty && !traffic.requests[request].gaveUp
    }
}

extension ProgramTraffic.Attempt {
    /// Whether the program has reason to try again.
    var hasFailed: Bool { outcome != .succeeded && outcome != .cancelled }
}

extension Attribution {
    /// Something that happened at the program.
    private struct Event {
        var at: Instant
        var what: What
        /// What falls on one instant happens in this order: an end makes room for a beginning, but
        /// the end of an attempt that took no time comes after its own.
        var rank: Int
        enum What {
            case end(Int)
            case arrival(Int)
            case beginning(Int)
            case departure(Int)
        }
    }

    private static func events(of traffic: ProgramTraffic) -> [Event] {
        var events: [Event] = []
        events.reserveCapacity(2 * (traffic.requests.count + traffic.attempts.count))
        for (index, request) in traffic.requests.enumerated() {
            events.append(Event(at: request.arrived, what: .arrival(index), rank: 1))
            events.append(Event(at: request.ended, what: .departure(index), rank: 4))
        }
        for (index, attempt) in traffic.attempts.enumerated() {
            let rank = attempt.began == attempt.ended ? 3 : 0
            events.append(Event(at: attempt.began, what: .beginning(index), rank: 2))
            events.append(Event(at: attempt.ended, what: .end(index), rank: rank))
        }
        return events.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            return (a.at, a.rank, left.offset) < (b.at, b.rank, right.offset)
        }.map(\.element)
    }
}
