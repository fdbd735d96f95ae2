public import Scenarios
import Subprocesses

/// The command under which this executable is one instance of a service: ``runInstance(reading:)``.
let instanceCommand = "instance"

/// Runs a command that only a live run of ours gives, to the processes of which it consists.
///
/// - Parameter read: makes the scenario of ``LiveOptions/definition``; nil when it cannot.
/// - Returns: the exit status; nil when the words are no such command.
public func runHiddenCommand(
    _ words: [String], reading read: @escaping ([UInt8]) -> Scenario?
) -> Int32? {
    guard let name = words.first else { return nil }
    if name == instanceCommand { return runInstance(reading: read) }
    if name == Burden.command {
        dieWithParent()
        guard let burden = Burden(arguments: Array(words.dropFirst())) else { return 4 }
        burden.run()
    }
    return Errand(rawValue: name)?.run(Array(words.dropFirst()))
}
