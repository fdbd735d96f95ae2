import CLinux
import Glibc
import Sockets

/// One `posix_spawn`: a process with its own group or session, default signals, none blocked but
/// those asked for, and no descriptor of ours but those named.
struct Launch {
    /// What the process leads, so that it can be signalled with all it starts.
    enum Leadership {
        case group
        /// A session, too: no terminal reaches it.
        case session
    }

    var path: String
    /// Its own name first.
    var arguments: [String]
    var environment: Program.Environment
    var workingDirectory: String?
    /// Descriptors of ours by the number under which the process finds them, 0, 1 and 2 among them.
    var descriptors: [(number: Int32, ours: Int32)]
    var leadership = Leadership.group
    var blockedSignals: [Int32] = []

    /// Starts the process and gives its id, which is that of its group.
    func start() throws(SystemError) -> pid_t {
        let copies = try DescriptorCopies(of: descriptors)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        copies.add(to: &actions)
        if let workingDirectory { _ = chaos_spawn_in(&actions, workingDirectory) }
        var attributes = makeAttributes()
        defer { posix_spawnattr_destroy(&attributes) }

        let arguments = CStrings(arguments)
        let environment = CStrings(environment)
        var process: pid_t = 0
        let code = posix_spawn(
            &process, path, &actions, &attributes, arguments.vector, environment.vector)
        guard code == 0 else { throw SystemError("posix_spawn", code) }
        return process
    }

    private func makeAttributes() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        switch leadership {
        case .group: flags |= POSIX_SPAWN_SETPGROUP
        case .session: flags |= Int32(chaos_spawn_session)
        }
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawnattr_setpgroup(&attributes, 0)
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        for signal in blockedSignals { sigaddset(&signals, signal) }
        posix_spawnattr_setsigmask(&attributes, &signals)
        return attributes
    }
}

/// Copies of the descriptors to be passed on, above every number they are to have, so that putting
/// one in its place never overwrites another.
private struct DescriptorCopies: ~Copyable {
    private var copies: [(number: Int32, copy: Int32)] = []
    private let last: Int32

    init(of descriptors: [(number: Int32, ours: Int32)]) throws(SystemError) {
        last = descriptors.map(\.number).max() ?? -1
        for (number, ours) in descriptors {
            let copy = fcntl(ours, F_DUPFD_CLOEXEC, last + 1)
            // What was copied so far is closed by `deinit`, which a throwing `init` does not run.
            guard copy >= 0 else {
                let error = SystemError.last("fcntl(F_DUPFD_CLOEXEC)")
                for (_, copy) in copies { close(copy) }
                throw error
            }
            copies.append((number, copy))
        }
    }

    deinit { for (_, copy) in copies { close(copy) } }

    /// Puts each in its place and closes everything else.
    func add(to actions: inout posix_spawn_file_actions_t) {
        for (number, copy) in copies {
            posix_spawn_file_actions_adddup2(&actions, copy, number)
        }
        for number in 0..<max(0, last) where !copies.contains(where: { $0.number == number }) {
            posix_spawn_file_actions_addclose(&actions, number)
        }
        _ = chaos_spawn_close_from(&actions, last + 1)
    }
}
