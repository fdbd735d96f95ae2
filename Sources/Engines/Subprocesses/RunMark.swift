import Glibc
import Sockets

/// The variable that every process of a run carries in its environment, and by which the reaper
/// finds those that left their process group.
public enum RunMark {
    /// The variable's name.
    public static let variable = "CHAOS_RUN"

    /// A value no other run on this machine has: the controller and when it began.
    static func make() -> String {
        "\(getpid())-\(MonotonicClock().origin)"
    }
}
