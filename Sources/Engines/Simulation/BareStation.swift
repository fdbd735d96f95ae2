import Chance
import Microservices
import Timebase

/// An M/M/c station on the engine's own queue and nothing else: no network, policies, faults or
/// ledgers. What the engine costs is read against it, in one run on one machine.
///
/// - Returns: the events it took, and the mean wait in service times.
package func runBareStation(
    servers: Int, utilisation: Double, customers: Int, seed: UInt64
) -> (events: Int, meanWait: Double) {
    var queue = EventQueue()
    var draws = Generator(Key(seed: seed))
    var waiting = Table<Instant>(repeating: .start, count: 1 << 16)
    var (head, tail, busy, arrived) = (0, 0, 0, 0)
    var waits: Int64 = 0
    let gap = 1e6 / (utilisation * Double(servers))
    func after(_ mean: Double, _ now: Instant) -> Instant {
        now + .nanoseconds(Int64(draws.exponential() * mean))
    }
    queue.push(.arrival, 0, at: .start)
    while let event = queue.pop() {
        let now = event.due
        if event.kind == .arrival {
            arrived += 1
            if arrived < customers { queue.push(.arrival, 0, at: after(gap, now)) }
            if busy < servers {
                busy += 1
                queue.push(.work, 0, at: after(1e6, now))
            } else {
                precondition(tail - head < waiting.count, "the queue outgrew its ring")
                waiting[tail & (waiting.count - 1)] = now
                tail += 1
            }
        } else if head < tail {
            waits += (now - waiting[head & (waiting.count - 1)]).nanoseconds
            head += 1
            queue.push(.work, 0, at: after(1e6, now))
        } else {
            busy -= 1
        }
    }
    return (queue.pushed, Double(waits) / Double(customers) / 1e6)
}
