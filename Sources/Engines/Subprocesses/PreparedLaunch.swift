import Glibc
import Sockets

/// A program's launch with its output opened; what was opened for it is closed when this goes.
struct PreparedLaunch: ~Copyable {
    let launch: Launch
    private let opened: [Int32]

    /// - Parameter socket: the reaper's line, over which a trampoline registers the group.
    init(of program: Program, under reaper: Reaper, socket: Int32) throws(SpawnError) {
        try Self.check(program)
        let path = try ExecutablePath(of: program).path
        var opened: [Int32] = []
        do throws(SpawnError) {
            let input = try Self.open("/dev/null", O_RDONLY, for: program, &opened)
            let output = try Self.open(program.output, for: program, &opened)
            let errors = try Self.open(program.errors, for: program, &opened)
            var descriptors = [(number: Int32(0), ours: input), (1, output), (2, errors)]
            descriptors += program.descriptors.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            var launch = Launch(
                path: path, arguments: [program.executable] + program.arguments,
                environment: program.environment.setting([RunMark.variable: reaper.run]),
                workingDirectory: program.workingDirectory, descriptors: descriptors)
            launch.bind(program.author, under: reaper, socket: socket)
            self.launch = launch
            self.opened = opened
        } catch {
            for descriptor in opened { close(descriptor) }
            throw error
        }
    }

    deinit { for descriptor in opened { close(descriptor) } }

    /// A C string ends at a NUL byte: what follows would be lost without a word.
    private static func check(_ program: Program) throws(SpawnError) {
        let variables =
            switch program.environment {
            case .inherited(let changes): changes
            case .only(let all): all
            }
        let texts =
            [program.executable, program.workingDirectory ?? ""] + program.arguments
            + variables.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        if let text = texts.first(where: { $0.utf8.contains(0) }) {
            throw SpawnError(program.executable, .nulByte(in: text))
        }
    }

    private static func open(
        _ output: Program.Output, for program: Program, _ opened: inout [Int32]
    ) throws(SpawnError) -> Int32 {
        switch output {
        case .discarded: try open("/dev/null", O_WRONLY, for: program, &opened)
        case .appended(let path):
            try open(path, O_WRONLY | O_CREAT | O_APPEND, for: program, &opened)
        case .descriptor(let descriptor): descriptor
        }
    }

    /// Opens a file; a terminal does not become this process's own by it.
    private static func open(
        _ path: String, _ flags: Int32, for program: Program, _ opened: inout [Int32]
    ) throws(SpawnError) -> Int32 {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY, 0o666)
        guard descriptor >= 0 else {
            let code = errno
            throw SpawnError(
                program.executable,
                code == EMFILE
                    ? .system(SystemError("open", code)) : .output(path: path, code: code))
        }
        opened.append(descriptor)
        return descriptor
    }
}

extension Launch {
    /// Makes sure that the process ends with this one.
    fileprivate mutating func bind(_ author: Program.Author, under reaper: Reaper, socket: Int32) {
        switch author {
        case .ours:
            environment = environment.setting([parentVariable: "\(getpid())"])
        case .theirs:
            let number = (descriptors.map(\.number).max() ?? 2) + 1
            descriptors.append((number, socket))
            arguments =
                ["chaos", Errand.execChild.rawValue, "\(getpid())", "\(number)", path] + arguments
            path = reaper.executable
        }
    }
}
