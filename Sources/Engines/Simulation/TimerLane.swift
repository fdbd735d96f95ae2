import Timebase

/// Timers of equal delay, which therefore fire in the order in which they were armed: a ring, of
/// which only the head is in the event queue. Most of them are outlived and never reach it.
struct TimerLane: ~Copyable {
    struct Entry {
        var call: Int32
        var at: Instant
    }

    private var base: UnsafeMutablePointer<Entry>
    private var mask: Int
    private var head = 0
    private(set) var count = 0
    /// Whether an event for the head is in the queue.
    var isArmed = false

    init() {
        mask = 63
        base = .allocate(capacity: mask + 1)
    }

    deinit { base.deallocate() }

    /// How many timers fit into the memory it has.
    var room: Int { mask + 1 }

    mutating func append(_ entry: Entry) {
        if count == mask + 1 { grow() }
        base[(head + count) & mask] = entry
        count += 1
    }

    var first: Entry? { count == 0 ? nil : base[head] }

    mutating func removeFirst() {
        head = (head + 1) & mask
        count -= 1
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Entry>.allocate(capacity: (mask + 1) * 2)
        for place in 0..<count { larger[place] = base[(head + place) & mask] }
        base.deallocate()
        base = larger
        head = 0
        mask = mask * 2 + 1
    }
}
