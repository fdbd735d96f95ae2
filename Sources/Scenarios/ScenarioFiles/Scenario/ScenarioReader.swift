import Scenarios
import Timebase
import Topologies

extension ObjectTable {
    package static let scenario = ObjectTable(
        "Scenario", "One file: what runs, who calls it, what goes wrong, what must hold.",
        [
            KeyRow("title", "text", required: true, "What it shows, in a few words."),
            KeyRow("why", "text", default: "", "Why that matters."),
            KeyRow(
                "topology", "path from this file, or [Topology](#topology)", required: true,
                "What runs."),
            KeyRow(
                "engine", "`simulate`, `in-process` or `subprocess`", default: "simulate",
                "What carries it out."),
            KeyRow(
                "seed", "whole number from 0, below 2⁶⁴", default: 0,
                "What all chance is drawn from."),
            KeyRow("seeds", "count from 1", default: 1, "How many seeds are run, from `seed` on."),
            KeyRow(
                "duration", "duration above zero", required: true, "When load stops and faults end."
            ),
            KeyRow(
                "warmup", "duration below `duration`", default: "0s",
                "Figures before this count nowhere."),
            KeyRow("steady", "[Steady](#steady)", default: [:], "What makes a baseline steady."),
            KeyRow("load", "object of [Load stream](#load-stream)", required: true, "Who calls."),
            KeyRow("faults", "list of [Fault](#fault)", defaultText: "none", "What goes wrong."),
            KeyRow(
                "monkey", "[Monkey](#monkey)", defaultText: "none", "What goes wrong by chance."),
            KeyRow(
                "objectives", "list of [Objective](#objective); `[]` says that there are none",
                required: true, "What must hold."),
            KeyRow(
                "mustFail", "list of objectives' ids", defaultText: "none",
                "A demonstration: exit 0 only if exactly these fail."),
            KeyRow(
                "abort", "list of [Abort condition](#abort-condition)", defaultText: "none",
                "What ends a live run early."),
            KeyRow(
                "extends", "path from this file", defaultText: "none",
                "Takes another scenario; keys given here replace its keys."),
            KeyRow(
                "set", "object of values by key path", defaultText: "none",
                "Replaces deep keys, such as `\"topology.policies.careful.timeout\"`."),
            KeyRow(
                "without", "list of protections", defaultText: "none",
                "Takes protections out, such as `\"breaker@orders -> payments\"`."),
            .later("accept", "Declares a loss acceptable."),
        ])

    package static let steady = ObjectTable(
        "Steady", "The baseline must be steady, or the run is inconclusive.",
        [
            KeyRow(
                "availability", "ratio above 0", default: 0.95,
                "Every stream's least availability in the baseline.")
        ])
}

/// Reads a merged scenario: the whole tree, with the topology in it.
struct ScenarioReader {
    let root: Node
    var topology: TopologyReader

    init(_ tree: SyntaxTree, sink: ProblemSink) {
        root = Node(tree: tree, path: "", name: "", sink: sink)
        topology = TopologyReader(Names(tree), base: tree["topology"]?.place.file ?? "")
    }

    mutating func read() -> Scenario? {
        guard let fields = Fields(root, .scenario, expected: "a scenario: an object") else {
            return nil
        }
        let run = runTimes(fields)
        let engine = fields["engine"]?.word(Scenario.Engine.self)
        topology.engine = engine
        let system = fields["topology"].flatMap { readTopology($0) }
        var load = LoadReader(topology: topology, run: run)
        let streams = fields["load"].map { load.read($0) } ?? []
        topology = load.topology
        let targets = TargetReader(
            names: topology.names, edges: topology.knowsAllCalls ? system?.edges : nil,
            entries: topology.knowsAllCalls ? streams.map(\.send.service) : [])
        var faults = FaultReader(targets: targets, run: run, engine: engine, topology: system)
        let faultList = fields["faults"].map { faults.read($0) } ?? []
        let monkey = fields["monkey"].flatMap {
            MonkeyReader(targets: targets, run: run, engine: engine).read($0)
        }
        var objectives = ObjectiveReader(targets: targets, faultNames: faults.names)
        let goals = fields["objectives"].map { objectives.read($0) } ?? []
        let mustFail = fields["mustFail"].flatMap { objectives.readMustFail($0) }
        let aborts = fields.written("abort").map { objectives.readAborts($0) } ?? []
        CallGraph(calls: topology.calls, names: topology.names).check()
        let seed = fields["seed"]?.seed()
        let basics = (
            title: fields["title"]?.text(), why: fields["why"]?.text(),
            seeds: fields["seeds"]?.count(in: 1...10_000),
            steady: fields["steady"].flatMap { Fields($0, .steady) }?["availability"]?
                .ratio(aboveZero: true)
        )
        guard root.sink.problems.isEmpty, var system, let seed else { return nil }
        system.policies = topology.policies
        return Scenario(
            title: basics.title ?? "", why: basics.why ?? "", topology: system,
            engine: engine ?? .simulate, seed: seed, seeds: basics.seeds ?? 1,
            duration: run.duration ?? .zero, warmup: run.warmup ?? .zero,
            steadyAvailability: basics.steady ?? 0.95, load: streams, faults: faultList,
            monkey: monkey, objectives: goals, mustFail: mustFail, aborts: aborts)
    }

    private func runTimes(_ fields: Fields) -> RunTimes {
        let times = RunTimes(
            warmup: fields["warmup"]?.duration(),
            duration: fields["duration"]?.duration(aboveZero: true))
        if let warmup = times.warmup, let duration = times.duration, warmup >= duration {
            fields["warmup"]?.refuse(expected: "less than the duration, \"\(duration)\"")
            return RunTimes(warmup: nil, duration: duration)
        }
        return times
    }

    private mutating func readTopology(_ node: Node) -> Topology? {
        topology.read(node)
    }
}

extension Node {
    /// A whole number below 2⁶⁴, read from its text: a `Double` would lose digits.
    fileprivate func seed() -> UInt64? {
        if case .number(let number) = tree.value {
            if let seed = UInt64(number.text) { return seed }
            if number.value < 0x1p53, let seed = UInt64(exactly: number.value) { return seed }
        }
        refuse(expected: "a whole number from 0 to 18446744073709551615")
        return nil
    }
}
