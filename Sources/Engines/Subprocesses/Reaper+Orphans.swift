import CLinux
import Glibc
import Sockets
import Timebase

/// Programs that leave their group, their session and even their environment behind, as daemons do,
/// keep one thing: who their ancestors are.
extension Reaper {
    /// Has the kernel hand whoever of the run loses its parent to this process, whose children all
    /// end with the run then; only for a process that has no others.
    ///
    /// After `kill -9` of this process there is nobody to hand them to, and a daemon that has shed
    /// its environment is not found.
    /// - SeeAlso: prctl(2), `PR_SET_CHILD_SUBREAPER`.
    public func adoptOrphans() {
        let adopts = chaos_adopt_orphans() == 0
        state.withLock { $0.adoptsOrphans = adopts }
    }

    /// Kills and takes out every child there is, and those whom their deaths orphan.
    ///
    /// - Returns: whether none is left.
    func endOrphans(within limit: Duration) -> Bool {
        guard state.withLock({ $0.adoptsOrphans }) else { return true }
        let clock = MonotonicClock()
        var code: Int32 = 0
        var status: Int32 = 0
        while true {
            let children = ProcessTable.children()
            if children.isEmpty { return true }
            if clock.now() >= .start + limit { return false }
            for child in children {
                kill(child, SIGKILL)
                _ = chaos_reap(child, &code, &status)
            }
            usleep(1_000)
        }
    }
}
