import ScenarioFiles
import Scenarios

/// What the flags of `run` ask for, checked before anything is read.
struct RunOptions {
    let overrides: Overrides
    let seed: UInt64?
    let writing: WritingOptions
    let isDryRun: Bool

    init(_ invocation: Invocation) throws(Failure) {
        overrides = Overrides(invocation)
        seed = try Self.seed(invocation.value(of: .seed))
        writing = try WritingOptions(invocation)
        isDryRun = invocation.has(.dryRun)
        if let engine = invocation.value(of: .engine) { try Self.check(engine) }
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

    private static func check(_ engine: String) throws(Failure) {
        let engines = Scenario.Engine.allCases.map(\.rawValue)
        guard engines.contains(engine) else { throw .unknown("engine", engine, among: engines) }
        try refuseLive(engine)
    }

    /// Engines other than the simulation are known by name only.
    static func refuseLive(_ engine: String) throws(Failure) {
        guard engine == Scenario.Engine.simulate.rawValue else {
            throw .later("engine \(engine)", instead: "only simulate is")
        }
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
