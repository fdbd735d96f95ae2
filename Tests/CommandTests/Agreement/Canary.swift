import Foundation
import Synchronization

/// A thread that sleeps for a millisecond over and over: how late it is woken is what the machine
/// adds to every timer of a live engine meanwhile.
final class Canary: Sendable {
    private let late = Mutex<[Double]>([])
    private let isOver = Atomic(false)

    init() {
        Thread.detachNewThread { [self] in
            while !isOver.load(ordering: .relaxed) {
                let start = ContinuousClock.now
                usleep(1000)
                let took = (ContinuousClock.now - start) / .milliseconds(1)
                late.withLock { $0.append(took - 1) }
            }
        }
    }

    /// Stops, and says the 99th percentile in milliseconds.
    func stop() -> Double {
        isOver.store(true, ordering: .relaxed)
        let sorted = late.withLock { $0.sorted() }
        return sorted.isEmpty ? 0 : max(0, sorted[sorted.count * 99 / 100])
    }
}
