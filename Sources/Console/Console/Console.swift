import Live
import ScenarioFiles

/// Runs one command line, without the program's name, and gives the process's exit status.
///
/// This room turns words into calls of the other rooms and their answers into words and files; it
/// holds no rule about policies, scores or formats.
public func run(_ arguments: [String]) -> Int32 {
    Terminal.holdStandardDescriptors()
    // Not a command of the user's: how a live engine starts the processes of which a run consists.
    let hidden = Live.runHiddenCommand(arguments) { bytes in
        let read = readScenario("definition", load: { _ in .success(bytes) })
        return (try? read.get())?.scenario
    }
    if let hidden { return hidden }
    let signals = Interruption.watch()
    defer { withExtendedLifetime(signals) {} }
    let status: ExitStatus
    do {
        status = try perform(Invocation(reading: arguments))
    } catch {
        let terminal = Terminal(isQuiet: false, isVerbose: false, wantsNoColour: true)
        terminal.note(error.message)
        if let hint = error.hint { terminal.note(hint) }
        status = error.status
    }
    guard let asked = Interruption.asked else { return status.rawValue }
    Interruption.say()
    return asked.rawValue
}

private func perform(_ invocation: Invocation) throws(Failure) -> ExitStatus {
    let terminal = Terminal(
        isQuiet: invocation.has(.quiet), isVerbose: invocation.has(.verbose),
        wantsNoColour: invocation.has(.noColor))
    if invocation.has(.help) {
        try terminal.print(HelpText.page(of: invocation.command))
        return .held
    }
    return try invocation.command.perform(invocation, terminal)
}
