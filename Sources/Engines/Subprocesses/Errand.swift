/// What the harness's own executable does besides being a command line: hidden commands, which
/// nobody types.
public enum Errand: String, CaseIterable, Sendable {
    /// Cleans up after a run: ``runReaper()``.
    case reap
    /// Becomes someone's program: ``runTrampoline(_:)``.
    case execChild = "exec-child"

    /// - Parameter arguments: what follows the command's name.
    /// - Returns: the exit status.
    public func run(_ arguments: [String]) -> Int32 {
        switch self {
        case .reap: runReaper()
        case .execChild: runTrampoline(arguments)
        }
    }
}
