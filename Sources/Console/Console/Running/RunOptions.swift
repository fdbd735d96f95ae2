import ScenarioFiles
import Scenarios

/// What the flags of `run` ask for, checked before anything is read.
struct RunOptions {
    let overrides: Overrides
    let seed: UInt64?
    let writing: WritingOptions
    let permission: Permission
    let isDryRun: Bool

    init(_ invocation: Invocation) throws(Failure) {
        overrides = try Self.overrides(invocation)
        seed = try Self.seed(invocation.value(of: .seed))
        writing = try WritingOptions(invocation)
        permission = Permission(invocation)
        isDryRun = invocation.has(.dryRun)
        if let seeds = invocation.value(of: .seeds) { try Self.check(seeds: seeds) }
    }

    private static func seed(_ text: String?) throws(Failure) -> UInt64? {
        guard let text else { return nil }
        guard let seed = UInt64(text) else {
            throw .misuse(
                "--seed is \(quoted(text)); expected a whole number from 0 to \(UInt64.max)")
        }
        return seed
    }

    /// `--engine` sets the key `engine`, so that what it cannot carry out is refused like any other
    /// mistake, and a recording says what was asked for.
    private static func overrides(_ invocation: Invocation) throws(Failure) -> Overrides {
        var overrides = Overrides(invocation)
        guard let engine = invocation.value(of: .engine) else { return overrides }
        let engines = Scenario.Engine.allCases.map(\.rawValue)
        guard engines.contains(engine) else { throw .unknown("engine", engine, among: engines) }
        overrides.set.append("engine=\(engine)")
        return overrides
    }

    private static func check(seeds text: String) throws(Failure) {
        guard let seeds = Int(text), seeds >= 1 else {
            throw .misuse("--seeds is \(quoted(text)); expected a whole number from 1 on")
        }
        try refuse(seeds: seeds)
    }

    static func refuse(seeds: Int) throws(Failure) {
        guard seeds == 1 else {
            throw .later("running \(seeds) seeds", instead: "run them one by one with --seed")
        }
    }
}
