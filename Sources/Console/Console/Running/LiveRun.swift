import Live
import Recordings
import ScenarioFiles
import Scenarios
import Scoring

/// One scenario on a live engine: what it records is saved and shown as it goes, and a signal ends
/// it early.
struct LiveRun {
    let scenario: Scenario
    let loaded: Loaded
    let terminal: Terminal

    /// Runs it to its end, or until the user interrupts it.
    ///
    /// - Parameter folder: where the recording so far is kept, and instances log; nil: nowhere.
    /// - Throws: ``Failure`` with ``ExitStatus/misuse`` when a program or a file of its is not
    ///   there, and with ``ExitStatus/harnessFailed`` when the run could not be carried out.
    func record(into folder: String?) throws(Failure) -> Recording {
        let missing = missingParts(of: scenario)
        guard missing.isEmpty else {
            throw .misuse(
                missing.map { escaped($0, limit: 400) }.joined(separator: "\n"),
                hint: "nothing was started; paths are relative to the topology's file")
        }
        if let folder { try OutputFile.makeFolder(folder) }
        let saver = folder.map { RecordingSaver(path: "\($0)/recording.json", loaded: loaded) }
        var options = LiveOptions(executable: Executable.path)
        options.ownsChildren = true
        options.isTraced = true
        options.definition = Array(loaded.input.utf8)
        options.logFolder = folder.map { "\($0)/logs" }
        let screen = LiveScreen(scenario, terminal)
        options.save = { recording in
            saver?.save(recording)
            screen.show(recording)
        }
        options.isInterrupted = { Interruption.asked != nil }
        options.warn = { screen.note("warning: \($0)") }
        defer {
            screen.finish()
            saver?.finish()
        }
        terminal.progress("starting \(instances)")
        do throws(LiveError) {
            return try Interruption.asking { () throws(LiveError) -> Recording in
                try Live.run(scenario, seed: scenario.seed, options: options)
            }
        } catch {
            let lines = error.description.split(separator: "\n", omittingEmptySubsequences: false)
            let spoken = lines.map { escaped(String($0), limit: 400) }
            throw Failure(.harnessFailed, spoken.joined(separator: "\n"))
        }
    }

    /// `24 processes`, `1 instance`: what must be ready before the run begins.
    private var instances: String {
        let own = scenario.topology.services.filter {
            if case .external = $0.implementation { false } else { true }
        }
        let isInProcess = scenario.engine == .inProcess
        let count = own.reduce(0) { $0 + $1.replicas }
        let noun = isInProcess ? "instance" : "process"
        return "\(count) \(noun)\(count == 1 ? "" : isInProcess ? "s" : "es")"
    }
}
