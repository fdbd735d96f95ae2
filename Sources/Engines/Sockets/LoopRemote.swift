import CLinux
import Glibc
import Synchronization

/// What other threads hold of an event loop: brings commands to it and wakes it.
public final class LoopRemote: Sendable {
    /// A command, performed on the loop's own thread.
    public typealias Command = @Sendable (EventLoop) -> Void

    let descriptor: Int32
    private let commands = Mutex<[Command]>([])
    /// Whether commands may wait: spares the loop the lock in all other batches.
    private let hasCommands = Atomic(false)

    init() throws(SystemError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { throw .last("eventfd") }
    }

    deinit { close(descriptor) }

    /// Has the loop perform `command` at the end of its batch, in the order of the calls.
    ///
    /// From any thread. A command for a loop that runs no more is dropped with it.
    public func perform(_ command: @escaping Command) {
        let isFirst = commands.withLock { waiting in
            waiting.append(command)
            return waiting.count == 1
        }
        guard isFirst else { return }
        hasCommands.store(true, ordering: .releasing)
        wake()
    }

    /// Has the loop go through a batch, be it empty, and call what is set `afterBatch`.
    public func wake() { eventfd_write(descriptor, 1) }

    func performCommands(on loop: EventLoop) {
        guard hasCommands.exchange(false, ordering: .acquiring) else { return }
        let waiting = commands.withLock { waiting in
            let all = waiting
            waiting.removeAll()
            return all
        }
        for command in waiting { command(loop) }
    }
}

extension LoopRemote: ReadinessHandler {
    /// Only wakes the loop, which performs the commands at the end of each batch.
    public func ready(_ readiness: Readiness, descriptor: Int32) {
        var count: UInt64 = 0
        _ = eventfd_read(descriptor, &count)
    }
}
