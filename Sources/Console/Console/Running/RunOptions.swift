import ScenarioFiles
import Scenarios

/// What the flags of `run` ask for, checked before anything is read.
struct RunOptions {
    let overrides: Overrides
    let seed: UInt64?
    let writing: WritingOptions
    let permission: Permission
    let isDryRun: Bool
    /// Runs again without each protection.
    var ablates: Bool
    /// The result that this one must not be worse than.
    let baseline: ResultInput?
    let isAcross: Bool
    /// Whether a map of triggers is asked for.
    let mapsTrigger: Bool

    init(_ invocation: Invocation) throws(Failure) {
        overrides = try Self.overrides(invocation)
        seed = try Self.seed(invocation.value(of: .seed))
        writing = try WritingOptions(invocation)
        permission = Permission(invocation)
        isDryRun = invocation.has(.dryRun)
        ablates = invocation.has(.ablate)
        isAcross = invocation.has(.across)
        if let path = invocation.value(of: .baseline) {
            baseline = try ResultInput(path)
        } else {
            baseline = nil
        }
        mapsTrigger = try Self.mapsTrigger(invocation.value(of: .map))
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

    /// `--engine` and `--seeds` set the keys of their names, so that what cannot be carried out is
    /// refused like any other mistake, and a recording says what was asked for.
    private static func overrides(_ invocation: Invocation) throws(Failure) -> Overrides {
        var overrides = Overrides(invocation)
        if let engine = invocation.value(of: .engine) {
            let engines = Scenario.Engine.allCases.map(\.rawValue)
            guard engines.contains(engine) else { throw .unknown("engine", engine, among: engines) }
            overrides.set.append("engine=\(engine)")
        }
        if let text = invocation.value(of: .seeds) {
            guard let seeds = Int(text), (1...10_000).contains(seeds) else {
                throw .misuse(
                    "--seeds is \(quoted(text)); expected a whole number from 1 to 10000")
            }
            overrides.set.append("seeds=\(seeds)")
        }
        return overrides
    }

    /// What only virtual time can do is refused by name before anything is started.
    func check(_ scenario: Scenario) throws(Failure) {
        guard scenario.engine != .simulate else { return }
        let engine = scenario.engine.rawValue
        if ablates {
            throw .misuse(
                "--ablate needs the engine simulate, not \(engine)",
                hint: "reality has no twin that differs in one protection alone")
        }
        if scenario.seeds > 1 {
            throw .misuse(
                "\(scenario.seeds) seeds need the engine simulate, not \(engine)",
                hint: "set seeds to 1: reality runs once at a time")
        }
    }
}
