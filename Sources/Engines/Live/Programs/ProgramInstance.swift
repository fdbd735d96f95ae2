import Glibc
import Sockets
import Subprocesses
import Timebase
import Topologies

/// One instance of a program of the user's: its port, folder, variables and log, which stay, and
/// its process, which comes and goes.
final class ProgramInstance {
    let host: Int32
    /// `web#0`
    let name: String
    let program: CommandService
    let port: LentPort
    let log: String
    let folder: String
    private let variables: [CommandService.Variable]
    private(set) var child: Child?
    private var check: ReadinessCheck?
    var isReady = false
    /// The run has killed it, or has it stop for good.
    var isKilled = false
    var isStopping = false

    /// What it stands in and what it is told.
    struct Place {
        /// Its own folder, made already.
        var folder: String
        var log: String
        /// The proxies through which it calls, by dependency.
        var doors: [UInt16]
    }

    init(host: Int32, name: String, program: CommandService, port: LentPort, place: Place) {
        self.host = host
        self.name = name
        self.program = program
        self.port = port
        folder = place.folder
        log = place.log
        var variables = [
            CommandService.Variable(name: program.port, value: "\(port.port)"),
            CommandService.Variable(
                name: CommandService.folderVariable, value: place.folder),
        ]
        for (call, door) in zip(program.calls, place.doors) {
            variables.append(
                CommandService.Variable(
                    name: call.variable, value: call.form.text(port: Int(door))))
        }
        self.variables = variables
    }

    private func filled(_ text: String) -> String {
        CommandService.filled(text, with: variables)
    }

    /// As a shell would be given it.
    var commandLine: String { program.command.map { filled($0) }.joined(separator: " ") }

    // MARK: the process

    /// Starts the process; `onReady` is called when it serves, `onExit` when it has ended.
    func start(
        on loop: EventLoop, under reaper: Reaper, onReady: @escaping () -> Void,
        onExit: @escaping () -> Void
    ) throws(LiveError) {
        try fillTemplates()
        isReady = false
        isKilled = false
        do throws(SpawnError) {
            child = try Child(starting: invocation(of: program.command), on: loop, under: reaper)
        } catch {
            throw LiveError("\(name): \(error)")
        }
        child?.onExit = { [weak self] _ in
            self?.check?.cancel()
            onExit()
        }
        let invocation = { [unowned self] (words: [String]) in self.invocation(of: words) }
        check = ReadinessCheck(
            filledReadiness, at: .loopback(port.port), on: loop,
            command: { (words) throws(SpawnError) in
                try Child(starting: invocation(words), on: loop, under: reaper)
            },
            onReady: { [weak self] in
                self?.isReady = true
                onReady()
            })
        check?.begin()
    }

    private var filledReadiness: CommandService.Readiness {
        switch program.ready {
        case .accepts: .accepts
        case .answers(let path): .answers(path: path)
        case .command(let words): .command(words.map { filled($0) })
        }
    }

    private func invocation(of words: [String]) -> Program {
        let words = words.map { filled($0) }
        var environment: [String: String] = [:]
        for variable in variables where variable.name != CommandService.folderVariable {
            environment[variable.name] = variable.value
        }
        for variable in program.environment {
            environment[variable.name] = filled(variable.value)
        }
        return Program(
            words[0], arguments: Array(words.dropFirst()),
            environment: .inherited(setting: environment),
            workingDirectory: program.folder ?? folder, output: .appended(to: log),
            errors: .appended(to: log), author: .theirs)
    }

    /// Fills the templates and puts them into the instance's own folder.
    private func fillTemplates() throws(LiveError) {
        for path in program.templates {
            let target = "\(folder)/\(path.split(separator: "/").last.map(String.init) ?? path)"
            do throws(SystemError) {
                let text = String(decoding: try PlainFile.read(path), as: UTF8.self)
                try PlainFile.write(Array(filled(text).utf8), to: target)
            } catch {
                throw LiveError("\(name): template \(path): \(error)")
            }
        }
    }

    // MARK: messages

    /// Why it is not ready, and the end of what it has said.
    func notReady(_ why: String) -> LiveError {
        let question = check.map { "; asked for \($0.question): \($0.lastFailure)" } ?? ""
        return LiveError("\(name) (\(commandLine)) \(why)\(question)\(lastWords)")
    }

    private var lastWords: String {
        let lines = LogTail.lines(12, of: log)
        if lines.isEmpty { return "\n  it has said nothing" }
        return "\n  the end of \(log):\n" + lines.map { "  | \($0)" }.joined(separator: "\n")
    }
}
