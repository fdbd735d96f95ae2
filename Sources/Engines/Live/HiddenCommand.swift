import Subprocesses

/// The command under which this executable is one instance of a service: ``runInstance()``.
let instanceCommand = "instance"

/// Runs a command that only a live run of ours gives, to the processes of which it consists.
///
/// - Returns: the exit status; nil when the words are no such command.
public func runHiddenCommand(_ words: [String]) -> Int32? {
    guard let name = words.first else { return nil }
    if name == instanceCommand { return runInstance() }
    return Errand(rawValue: name)?.run(Array(words.dropFirst()))
}
