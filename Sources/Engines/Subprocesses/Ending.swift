/// How a process ended.
public enum Ending: Hashable, Sendable {
    /// With a status of 0 to 255.
    case exited(Int32)
    /// By a signal.
    case killed(by: Int32)
    /// It was taken out of the process table by someone else.
    case unknown
}

extension Ending: CustomStringConvertible {
    /// Such as `exited with status 1`.
    public var description: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .killed(let signal): "killed by signal \(signal)"
        case .unknown: "ended"
        }
    }
}
