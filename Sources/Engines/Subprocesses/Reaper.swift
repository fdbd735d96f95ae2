import Glibc
import Sockets
import Synchronization
public import Timebase

/// The process that sees to it that nothing of a run outlives it, however the run ends.
///
/// It holds one end of a socket and the controller the other. When the controller is gone, be it
/// by ``finish(within:)`` or by `kill -9`, the kernel closes the socket, and the reaper kills the
/// process groups it was told of and whatever else carries the run's mark, and removes the run's
/// folders. Both ways of ending a run are this one.
public final class Reaper: Sendable {
    /// The executable that is also the reaper, ``runReaper()``, and the trampoline.
    public let executable: String
    /// The run's mark: the value of ``RunMark/variable`` in all of its processes.
    public let run: String

    /// The reaper's process and the controller's end of the socket to it.
    struct Line {
        var socket: Int32
        var process: pid_t
    }

    struct State {
        /// Nil once the run is over.
        var line: Line?
        /// The children that have not been taken out of the process table: their numbers, and those
        /// of their groups, are nobody else's.
        var children: Set<pid_t> = []
        /// How those ended whom ``finish(within:)`` took out.
        var endings: [pid_t: Ending] = [:]
        /// Whether orphans of the run become children of this process.
        var adoptsOrphans = false
    }

    let state: Mutex<State>

    /// Starts the reaper.
    ///
    /// - Parameter executable: this program, in which the commands `reap` and `exec-child` are.
    /// - Throws: when it cannot be started; then nothing else may be.
    public init(executable: String) throws(SpawnError) {
        self.executable = ExecutablePath.absolute(executable)
        run = RunMark.make()
        // Even when whoever started us has us ignore the deaths of our children.
        signal(SIGCHLD, SIG_DFL)
        do {
            state = Mutex(State(line: try Self.startProcess(self.executable, run: run)))
        } catch {
            throw SpawnError(executable, .system(error))
        }
    }

    deinit { finish(within: .seconds(2)) }

    private static func startProcess(
        _ executable: String, run: String
    ) throws(SystemError) -> Line {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .last("socketpair") }
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer {
            close(ends[1])
            if null >= 0 { close(null) }
        }
        do throws(SystemError) {
            guard null >= 0 else { throw .last("open(/dev/null)") }
            // A session of its own and blocked signals: no Ctrl-C reaches it, at no instant.
            let launch = Launch(
                path: executable, arguments: ["chaos", Errand.reap.rawValue],
                environment: .inherited(setting: [RunMark.variable: run]), workingDirectory: "/",
                descriptors: [(0, ends[1]), (1, null), (2, null)], leadership: .session,
                blockedSignals: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP])
            return Line(socket: ends[0], process: try launch.start())
        } catch {
            close(ends[0])
            throw error
        }
    }

    // MARK: what it watches over

    /// Has a folder removed at the end of the run; to be called before it is made.
    ///
    /// - Returns: false when there is no reaper any more.
    public func adopt(folder: String) -> Bool { tell(.folder(folder)) }
    /// The folder is gone, or is not the run's after all.
    public func release(folder: String) { _ = tell(.gone(folder)) }

    private func tell(_ message: ReaperMessage) -> Bool {
        state.withLock { state in
            guard let line = state.line else { return false }
            return message.send(to: line.socket, waiting: false)
        }
    }

    // MARK: the end

    /// Kills all that is left of the run, removes its folders, and waits until that is done.
    ///
    /// - Returns: whether it was done within `limit`; false is a defect or a hopelessly slow
    ///   machine, and the reaper goes on trying.
    @discardableResult
    public func finish(within limit: Duration) -> Bool {
        let line = state.withLock { state in
            let line = state.line
            state.line = nil
            return line
        }
        guard let line else { return true }
        close(line.socket)
        guard ProcessTable.take(line.process, within: limit) != nil else { return false }
        takeAll(within: limit)
        return endOrphans(within: limit)
    }
}
