import Glibc
import Sockets
import Subprocesses

/// An instance's process, as its run sees it.
final class RunningInstance {
    let host: Int32
    let child: Child
    let channel: ControlChannel
    /// How many requests it holds; it says so itself until its last instant.
    let held: LastingCount
    var isReady = false
    /// The run has killed it.
    var isKilled = false
    /// It has said that it ends.
    var isExpectedToEnd = false
    /// Its service's totals when it was last asked.
    var totals: [Int64] = []

    init(
        host: Int32, port: KeptPort, under reaper: Reaper, options: LiveOptions, on loop: EventLoop
    ) throws {
        self.host = host
        held = try LastingCount()
        let pair = try SocketPair()
        let socket = try port.makeSocket()
        defer { Glibc.close(socket) }
        let program = Program(
            options.executable, arguments: ["instance"], errors: .descriptor(STDERR_FILENO),
            descriptors: [
                InstanceProcess.Descriptor.channel: pair.theirs,
                InstanceProcess.Descriptor.socket: socket,
                InstanceProcess.Descriptor.held: held.descriptor,
            ], author: .ours)
        defer { Glibc.close(pair.theirs) }
        do {
            child = try Child(starting: program, on: loop, under: reaper)
        } catch {
            Glibc.close(pair.ours)
            throw error
        }
        channel = ControlChannel(pair.ours, on: loop)
    }
}
