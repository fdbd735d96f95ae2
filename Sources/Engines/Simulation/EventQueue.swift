import Timebase

/// What is going to happen at an instant. Sixteen bytes: the time, and sequence, kind and handle.
///
/// The sequence decides between events of the same nanosecond, so ties run in insertion order.
struct QueuedEvent {
    var time: Int64
    var tag: UInt64

    static let handleBits: UInt64 = 26
    static let kindBits: UInt64 = 5

    var kind: EventKind {
        unsafeBitCast(
            UInt8(truncatingIfNeeded: tag >> QueuedEvent.handleBits) & 31, to: EventKind.self)
    }
    var handle: Int32 { Int32(truncatingIfNeeded: tag & (1 << QueuedEvent.handleBits - 1)) }
    var due: Instant { Instant(nanoseconds: time) }

    /// Time and tag as one number, so that comparing takes no branch.
    @inline(__always)
    private var order: UInt128 {
        UInt128(UInt64(bitPattern: time)) << 64 | UInt128(tag)
    }

    @inline(__always)
    static func precedes(_ left: QueuedEvent, _ right: QueuedEvent) -> Bool {
        left.order < right.order
    }
}

/// The kinds of events; the first seven are ``FleetTimer``'s, by the same raw value.
enum EventKind: UInt8 {
    case work, attemptTimeout, backoff, bulkheadWait, probeDue, probeTimeout, hedge
    case ejectionInterval
    /// An attempt reaches its callee, its end its caller, its caller's close its callee, and the
    /// word that it has been taken up its caller.
    case arrive, answered, closed, started
    /// A fault broke a live connection.
    case severed
    /// The first timer of a lane.
    case lane
    /// The next request of an arrival process; a closed-loop user has thought.
    case arrival, user
    case faultBegins, faultEnds
    /// A start or a restart; an autoscaler's look; a draining instance's grace is over; a
    /// crash-looping instance's next death.
    case platform, look, drained, crash
    case probeArrives, probeSucceeds, probeFails
    /// A probe of the platform's is due or too late; it was answered well, or not.
    case keeperDue, keeperSucceeds, keeperFails
    case loadStops
}

/// The pending events, as a 4-ary heap over one block of memory.
struct EventQueue: ~Copyable {
    private var base: UnsafeMutablePointer<QueuedEvent>
    private var capacity: Int
    private(set) var count = 0
    private var sequence: UInt64 = 0

    init() {
        capacity = 1024
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    /// How many events fit into the memory it has.
    var room: Int { capacity }
    /// Events pushed so far.
    var pushed: Int { Int(sequence) }

    mutating func push(_ kind: EventKind, _ handle: Int32, at instant: Instant) {
        assert(handle >= 0 && handle < 1 << Int32(QueuedEvent.handleBits), "handle \(handle)")
        if count == capacity { grow() }
        let tag =
            sequence << (QueuedEvent.handleBits + QueuedEvent.kindBits)
            | UInt64(kind.rawValue) << QueuedEvent.handleBits
            | UInt64(UInt32(bitPattern: handle))
        sequence += 1
        let event = QueuedEvent(time: instant.nanoseconds, tag: tag)
        var hole = count
        count += 1
        while hole > 0 {
            let parent = (hole - 1) >> 2
            guard QueuedEvent.precedes(event, base[parent]) else { break }
            base[hole] = base[parent]
            hole = parent
        }
        base[hole] = event
    }

    /// The instant of the next event, or never.
    var next: Instant { count == 0 ? .never : base[0].due }

    mutating func pop() -> QueuedEvent? {
        guard count > 0 else { return nil }
        let top = base[0]
        count -= 1
        guard count > 0 else { return top }
        let last = base[count]
        var hole = 0
        while true {
            let first = hole << 2 + 1
            guard first < count else { break }
            let least = leastOfFour(from: first)
            guard QueuedEvent.precedes(base[least], last) else { break }
            base[hole] = base[least]
            hole = least
        }
        base[hole] = last
        return top
    }

    /// The earliest of up to four siblings; where all four are there, by a tournament.
    @inline(__always)
    private func leastOfFour(from first: Int) -> Int {
        guard first + 3 < count else {
            var least = first
            for child in first + 1..<max(first + 1, count)
            where QueuedEvent.precedes(base[child], base[least]) {
                least = child
            }
            return least
        }
        let left = first + (QueuedEvent.precedes(base[first + 1], base[first]) ? 1 : 0)
        let right = first + (QueuedEvent.precedes(base[first + 3], base[first + 2]) ? 3 : 2)
        return QueuedEvent.precedes(base[right], base[left]) ? right : left
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<QueuedEvent>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: base, count: count)
        base.deallocate()
        base = larger
        capacity *= 2
    }
}
