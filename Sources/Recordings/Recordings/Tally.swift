/// The names of a ledger's columns, in the order in which a recording file writes them.
///
/// The first ``binned`` of them are also kept per step of the timeline.
public protocol Counter: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == Int {
    static var binned: Int { get }
}

/// A row of a ledger: one whole number a counter. Times are in nanoseconds.
public struct Tally<Column: Counter>: Hashable, Sendable {
    public private(set) var values: [Int64]

    public init() { values = Array(repeating: 0, count: Column.allCases.count) }

    /// - Parameter values: one a counter, in their order; missing ones are zero.
    public init(values: some Sequence<Int64>) {
        self.init()
        for (index, value) in values.enumerated() where index < self.values.count {
            self.values[index] = value
        }
    }

    public subscript(column: Column) -> Int {
        get { Int(values[column.rawValue]) }
        set { values[column.rawValue] = Int64(newValue) }
    }

    public static func += (left: inout Tally, right: Tally) {
        for index in left.values.indices { left.values[index] &+= right.values[index] }
    }
}

/// What is counted for a load stream: each request in the phase in which it was due.
public enum StreamCounter: Int, Counter {
    case requests, succeeded, degraded, failed, timedOut, rejected
    /// Slower than the stream's `slow`, with one that did not succeed counting as its `timeout`.
    case slow
    /// Among `requests`: those that an overload or a spike added.
    case extra
    public static let binned = 8
}

/// What is counted for an edge: each call, with all its attempts, in the phase in which it began.
public enum EdgeCounter: Int, Counter {
    case calls, answered, fallback, failedCalls, rejectedCalls
    case attempts, succeeded, failed, refused, reset, timedOut, cancelled
    /// Attempts after the first of their call.
    case retries
    /// Calls whose first attempt was sent and succeeded.
    case firstSucceeded
    /// Calls whose first attempt was sent and ended in any way but `succeeded` and `cancelled`.
    case firstFailed
    /// Calls among `firstFailed` that were answered in the end.
    case saved
    /// Calls of which at least one attempt was sent.
    case reached
    /// Attempts that ended no later than the caller's own caller would wait.
    case withinPatience
    /// Calls rejected by the breaker, and by the bulkhead.
    case rejectedByBreaker, rejectedByBulkhead
    /// Calls that the bulkhead rejected while fewer than `concurrent` were in flight.
    case rejectedWhileFree
    /// Breakers that opened, half-opened, closed; by when they did.
    case opened, halfOpened, closed
    /// Integral of the calls in flight over time: what they held of their callers' slots.
    case inFlightTime
    /// Time that `work` steps took at the callee for requests over this edge, and the part of it
    /// after the caller had given up; by when the work ended.
    case workTime, wastedTime
    /// Retries in steps of 100 ms: how many steps, the sum of their counts' squares.
    case retrySteps, retrySquares
    public static let binned = 17
}

/// What is counted for a service, by when it happened.
public enum ServiceCounter: Int, Counter {
    /// Requests that reached an instance, those refused with 503 included.
    case arrived
    /// Requests that got a slot, and those of them that had to wait for it.
    case started, waited
    /// Requests answered or dropped after they had got a slot or waited for one.
    case completed
    /// Requests refused with 503 because the backlog was full.
    case overflowed
    /// Requests dropped from the backlog because their caller had given up.
    case dropped
    /// Requests lost because their instance died.
    case lost
    /// Sum of the waits of `started`, and of the time from arrival to completion of `completed`.
    case waitTime, sojournTime
    /// Integrals over time: requests in slots, requests waiting, slots of ready instances, ready
    /// instances, started (paid for) instances.
    case busyTime, waitingTime, slotTime, readyTime, startedTime
    /// Time of `work` steps, and the part after the caller had given up.
    case workTime, wastedTime
    /// Instances that died, and that came to serve.
    case deaths, starts
    public static let binned = 18
}
