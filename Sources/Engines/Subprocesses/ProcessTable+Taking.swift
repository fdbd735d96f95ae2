import CLinux
import Glibc
import Sockets
import Timebase

extension ProcessTable {
    /// Takes a child that has ended out of the process table; nil while it runs.
    private static func take(_ child: pid_t) -> Ending? {
        var code: Int32 = 0
        var status: Int32 = 0
        guard chaos_reap(child, &code, &status) == 0 else { return .unknown }
        switch code {
        case 0: return nil
        case Int32(CLD_EXITED): return .exited(status)
        default: return .killed(by: status)
        }
    }

    /// Waits until a child has ended, without a loop, and takes it out.
    ///
    /// - Returns: nil when it has not by then: the kernel may hold even a killed one up.
    static func take(_ child: pid_t, within limit: Duration) -> Ending? {
        let clock = MonotonicClock()
        while true {
            if let ending = take(child) { return ending }
            if clock.now() >= .start + limit { return nil }
            usleep(1_000)
        }
    }
}
