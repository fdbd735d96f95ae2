import Dispatch
import Glibc
import Sockets
import Synchronization
import Timebase

/// Burns processor time for `cpu` steps, on threads of their own so that the loop goes on.
final class Processors: Sendable {
    private let queue = DispatchQueue(label: "cpu", attributes: .concurrent)
    private let ended = Mutex<[Burn]>([])

    /// A `cpu` step: the timer that ends it.
    struct Burn {
        var token: UInt64
        var due: Instant
    }

    /// Spends so much processor time on a thread, and then wakes the loop.
    func start(_ burn: Burn, time: Duration, waking remote: LoopRemote) {
        queue.async {
            let start = Processors.threadTime()
            while Processors.threadTime() - start < time.nanoseconds {}
            self.ended.withLock { $0.append(burn) }
            remote.perform { _ in }
        }
    }

    /// The steps that have ended since the last call.
    func takeEnded() -> [Burn] {
        ended.withLock { burns in
            defer { burns.removeAll() }
            return burns
        }
    }

    private static func threadTime() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
