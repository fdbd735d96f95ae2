import CLinux
import Glibc

/// The variable that tells a program of ours who its parent must be.
let parentVariable = "CHAOS_PARENT"

/// Has the kernel kill this process when the thread that started it ends; the first thing that a
/// program of ours does. Ends the process at once when its parent is gone already.
///
/// The bond is of this process alone: its own children do not inherit it.
/// - SeeAlso: prctl(2), `PR_SET_PDEATHSIG`.
public func dieWithParent() {
    guard let parent = getenv(parentVariable).flatMap({ Int32(String(cString: $0)) }) else {
        return
    }
    dieWith(parent: parent)
}

func dieWith(parent: pid_t) {
    _ = chaos_set_parent_death_signal(SIGKILL)
    // The parent may have ended before the bond was made; then there is nobody to answer to.
    if getppid() != parent { _exit(1) }
}
