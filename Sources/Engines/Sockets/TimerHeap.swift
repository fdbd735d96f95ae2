public import Timebase

/// Whoever is told that a timer is due.
public protocol TimerTarget: AnyObject {
    /// - Parameters:
    ///   - token: as it was armed with.
    ///   - due: when it was to fire; never later than the loop's `now`.
    func timerFired(token: UInt64, due: Instant)
}

/// A 4-ary heap of timers, the earliest first, equal ones in the order in which they were armed.
///
/// Nothing is cancelled: an owner ignores the timers that no longer matter, by their tokens.
struct TimerHeap: ~Copyable {
    struct Timer {
        var due: Instant
        var sequence: UInt64
        var token: UInt64
        unowned(unsafe) var target: any TimerTarget

        func precedes(_ other: Timer) -> Bool {
            due == other.due ? sequence < other.sequence : due < other.due
        }
    }

    private var timers: UnsafeMutablePointer<Timer>
    private var capacity = 64
    private(set) var count = 0
    /// The sequence number of the next timer.
    private(set) var nextSequence: UInt64 = 0

    init() { timers = .allocate(capacity: capacity) }

    deinit { timers.deallocate() }

    /// The earliest timer; only when there is one.
    var first: Timer {
        assert(count > 0)
        return timers[0]
    }

    mutating func push(_ target: any TimerTarget, token: UInt64, due: Instant) {
        if count == capacity { grow() }
        let timer = Timer(due: due, sequence: nextSequence, token: token, target: target)
        nextSequence += 1
        var place = count
        count += 1
        while place > 0 {
            let parent = (place - 1) / 4
            guard timer.precedes(timers[parent]) else { break }
            timers[place] = timers[parent]
            place = parent
        }
        timers[place] = timer
    }

    mutating func removeFirst() {
        assert(count > 0)
        count -= 1
        let last = timers[count]
        var place = 0
        while let child = earliestChild(of: place), timers[child].precedes(last) {
            timers[place] = timers[child]
            place = child
        }
        timers[place] = last
    }

    /// Moves every timer by the same time, which leaves their order as it is.
    mutating func shift(by time: Duration) {
        for place in 0..<count where timers[place].due < .never {
            timers[place].due = timers[place].due + time
        }
    }

    private func earliestChild(of place: Int) -> Int? {
        let begin = place * 4 + 1
        guard begin < count else { return nil }
        var best = begin
        for child in begin + 1..<max(begin + 1, min(begin + 4, count))
        where timers[child].precedes(timers[best]) {
            best = child
        }
        return best
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Timer>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: timers, count: count)
        timers.deallocate()
        timers = larger
        capacity *= 2
    }
}
