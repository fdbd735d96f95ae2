/// What the process says to whoever started it; the gate of a CI job.
package enum ExitStatus: Int32, CaseIterable, Sendable {
    /// Every objective held.
    case held = 0
    /// An objective failed.
    case failed = 1
    /// The command line or a file is wrong; nothing was started.
    case misuse = 2
    /// The run decides nothing: an unsteady baseline, an untouched fault, too few samples.
    case inconclusive = 3
    /// The harness itself failed: a live engine could not go on, a report could not be written.
    case harnessFailed = 4
    /// By SIGHUP, after cleaning up.
    case hungUp = 129
    /// By SIGINT, after cleaning up.
    case interrupted = 130
    /// By SIGTERM, after cleaning up.
    case terminated = 143

    /// From worst to best: a broken harness hides everything, a wrong file hides a verdict.
    private static let byWeight: [ExitStatus] = [
        .terminated, .interrupted, .hungUp, .harnessFailed, .misuse, .failed, .inconclusive, .held,
    ]

    /// The status of several scenarios: the worst one's, in the order 4, 2, 1, 3; none is 0.
    package static func worst(of statuses: some Sequence<ExitStatus>) -> ExitStatus {
        let found = Set(statuses)
        return byWeight.first(where: found.contains) ?? .held
    }
}
