import Glibc
import Sockets
import Timebase

/// The controller's children, by their process ids, each of which is also that of a group.
///
/// A number is signalled only while it cannot be another's: until the child that bears it has been
/// taken out of the process table, which happens here alone.
extension Reaper {
    /// Starts a program of the run, in a process group that the reaper knows.
    func start(_ program: Program) throws(SpawnError) -> pid_t {
        guard let socket = state.withLock({ $0.line?.socket }) else {
            throw SpawnError(program.executable, .system(SystemError("the run is over", ESRCH)))
        }
        let prepared = try PreparedLaunch(of: program, under: self, socket: socket)
        do {
            let child = try prepared.launch.start()
            state.withLock { state in
                state.children.insert(child)
                // Another's program registers itself, before it runs.
                if program.author == .ours {
                    _ = ReaperMessage.group(child).send(to: socket, waiting: false)
                }
            }
            return child
        } catch {
            throw SpawnError(program.executable, .system(error))
        }
    }

    /// Sends a signal; nothing once the child has been taken out.
    func send(_ signal: Int32, to child: pid_t, wholeGroup: Bool) {
        state.withLock { state in
            if state.children.contains(child) { kill(wholeGroup ? -child : child, signal) }
        }
    }

    /// Waits until a child has ended and takes it out; nil when it has not within the limit.
    func take(_ child: pid_t, within limit: Duration) -> Ending? {
        state.withLock { state in
            if let ending = state.endings.removeValue(forKey: child) { return ending }
            guard let ending = ProcessTable.take(child, within: limit) else { return nil }
            state.children.remove(child)
            if let line = state.line {
                _ = ReaperMessage.ended(child).send(to: line.socket, waiting: false)
            }
            return ending
        }
    }

    /// Takes out all who are left, once they have been killed.
    func takeAll(within limit: Duration) {
        state.withLock { state in
            for child in state.children.sorted() {
                guard let ending = ProcessTable.take(child, within: limit) else { continue }
                state.children.remove(child)
                state.endings[child] = ending
            }
        }
    }
}
