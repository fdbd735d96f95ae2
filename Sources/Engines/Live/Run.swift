public import Recordings
public import Scenarios
import Sockets
import Subprocesses

/// How a live run is to be carried out.
public struct LiveOptions: Sendable {
    /// The program of which an instance is a process (`chaos instance`): this executable.
    public var executable: String
    /// The scenario as this program's own instance processes read it again, for subprocesses.
    public var definition: [UInt8] = []
    /// Whether all children of this process are the run's, so that it may end every one of them.
    public var ownsChildren = false
    /// Whether requests are followed on their way, for ``Recording/traces``.
    public var isTraced = false
    /// Where instances' logs go; nil: nowhere.
    public var logFolder: String?
    /// Handed the recording so far, about once a second, so that a run that dies is not lost.
    /// That recording is ``Recording/cut(at:)`` where it stands. It must return at once.
    public var save: (@Sendable (Recording) -> Void)?
    /// Asked ten times a second or more often: true once the user wants the run to end. It then
    /// undoes its faults, ends what it started, and returns what it recorded, cut there.
    public var isInterrupted: (@Sendable () -> Bool)?
    /// Told, in a sentence, what casts doubt on the figures of a run that goes on all the same.
    public var warn: (@Sendable (String) -> Void)?

    public init(
        executable: String, logFolder: String? = nil,
        save: (@Sendable (Recording) -> Void)? = nil,
        isInterrupted: (@Sendable () -> Bool)? = nil
    ) {
        self.executable = executable
        self.logFolder = logFolder
        self.save = save
        self.isInterrupted = isInterrupted
    }
}

/// Why a live run could not be carried out.
public struct LiveError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence for the user.
    public var description: String
    public init(_ description: String) { self.description = description }
}

/// Runs a scenario against reality, on the engine that it names: in this process, or in one process
/// an instance.
///
/// - Throws: ``LiveError`` when something cannot be started, or the machine refuses; nothing that
///   was started is left behind.
public func run(
    _ scenario: Scenario, seed: UInt64, options: LiveOptions
) throws(LiveError) -> Recording {
    try makeRun(scenario, seed: seed, options: options).run()
}

private func makeRun(
    _ scenario: Scenario, seed: UInt64, options: LiveOptions
) throws(LiveError) -> LiveRun {
    for service in scenario.topology.services {
        guard case .external(let address) = service.implementation,
            !["127.0.0.1", "localhost"].contains(address.host)
        else { continue }
        throw LiveError(
            "\(service.name) is at \(address); live engines reach servers at 127.0.0.1 alone yet")
    }
    let run = try LiveRun(scenario, seed: seed, options: options)
    switch scenario.engine {
    case .inProcess: run.hosting = InProcessHosting(run)
    case .subprocess: run.hosting = try SubprocessHosting(run)
    case .simulate: preconditionFailure("simulate is no live engine")
    }
    return run
}

/// Runs a scenario, and says how late each request of an open loop went out.
package func measuredRun(
    _ scenario: Scenario, seed: UInt64, options: LiveOptions
) throws(LiveError) -> (recording: Recording, lateness: Histogram) {
    let run = try makeRun(scenario, seed: seed, options: options)
    return (try run.run(), run.lateness)
}

/// The life of one instance process: `chaos instance`, which obeys its run over the descriptors
/// that it inherits.
///
/// - Parameter read: makes the scenario of ``LiveOptions/definition``; nil when it cannot.
/// - Returns: its exit status.
func runInstance(reading read: @escaping ([UInt8]) -> Scenario?) -> Int32 {
    dieWithParent()
    do throws(SystemError) {
        return try InstanceProcess(reading: read).run()
    } catch {
        return 4
    }
}
