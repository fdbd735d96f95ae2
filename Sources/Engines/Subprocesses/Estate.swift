import Glibc
import Sockets
import Timebase

/// The life of the reaper process: `chaos reap`, started by ``Reaper`` with its end of the socket
/// as standard input.
///
/// - Returns: its exit status: 0 when nothing of the run is left.
public func runReaper() -> Int32 {
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP] { signal(number, SIG_IGN) }
    guard let run = getenv(RunMark.variable).map({ String(cString: $0) }) else { return 2 }
    var estate = Estate(run: run)
    while let packet = ReaperMessage.receive(from: STDIN_FILENO) {
        if let message = ReaperMessage(packet) { estate.record(message) }
    }
    return estate.settle() ? 0 : 1
}

/// What a run would leave behind.
struct Estate {
    let run: String
    private var groups: [pid_t] = []
    private var folders: [String] = []

    init(run: String) { self.run = run }

    mutating func record(_ message: ReaperMessage) {
        switch message {
        case .group(let group): groups.append(group)
        case .ended(let group): groups.removeAll { $0 == group }
        case .folder(let path): folders.append(path)
        case .gone(let path): folders.removeAll { $0 == path }
        }
    }

    /// Kills what is left, those who left their group too, then removes the folders, which nobody
    /// writes to any more.
    ///
    /// - Returns: whether nothing is left.
    func settle() -> Bool {
        for group in groups { kill(-group, SIGKILL) }
        let isEmpty = killMarked(within: .seconds(10))
        let areRemoved = folders.map { FolderTree.remove($0) }
        return isEmpty && areRemoved.allSatisfy { $0 }
    }

    /// Kills whoever carries the run's mark until nobody does.
    ///
    /// Looked for twice: a process shows no mark at the instant at which it becomes another
    /// program.
    private func killMarked(within limit: Duration) -> Bool {
        let clock = MonotonicClock()
        var emptyLooks = 0
        while emptyLooks < 2 {
            let left = ProcessTable.processes(with: RunMark.variable, being: run)
                .filter { $0 != getpid() }
            for process in left { kill(process, SIGKILL) }
            emptyLooks = left.isEmpty ? emptyLooks + 1 : 0
            if clock.now() >= .start + limit { return false }
            usleep(1_000)
        }
        return true
    }
}
