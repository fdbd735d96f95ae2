import ScenarioFiles
import Scenarios

/// What the flags of `run` ask for, checked before anything is read.
struct RunOptions {
    let overrides: Overrides
    let seed: UInt64?
    let writing: WritingOptions
    let permission: Permission
    let isDryRun: Bool
    /// Whether a map of triggers is asked for.
    let mapsTrigger: Bool

    init(_ invocation: Invocation) throws(Failure) {
        overrides = try Self.overrides(invocation)
        seed = try Self.seed(invocation.value(of: .seed))
        writing = try WritingOptions(invocation)
        permission = Permission(invocation)
        isDryRun = invocation.has(.dryRun)
        mapsTrigger = try Self.mapsTrigger(invocation.value(of: .map))
        if let seeds = invocation.value(of: .seeds) { try Self.check(seeds: seeds) }
    }

    private static func mapsTrigger(_ what: String?) throws(Failure) -> Bool {
        guard let what else { return false }
        guard what == "trigger" else {
            throw .misuse("--map is \(quoted(what)); expected trigger, the only map there is")
        }
        return true
    }

    /// Refuses what the scenario leaves no room for.
    func checkMap(of scenario: Scenario) throws(Failure) {
        guard mapsTrigger else { return }
        guard scenario.engine == .simulate else {
            throw .misuse(
                "--map runs a scenario many times, in virtual time; its engine is "
                    + "\(scenario.engine.rawValue)", hint: "add --engine simulate")
        }
        guard !scenario.faults.isEmpty else {
            throw .misuse(
                "--map varies the faults of a scenario, and this one has none besides chance",
                hint: "write one into `faults`")
        }
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
