import Faults
import Scenarios
import Timebase
import Topologies

extension ObjectTable {
    package static let monkey = ObjectTable(
        "Monkey", "Faults at random times on random targets, drawn from the seed before the run.",
        [
            KeyRow("on", "service, zone, or list of them", required: true, "Whom it may hit."),
            KeyRow(
                "except", "service, zone, or list of them", defaultText: "none",
                "Whom it never hits."),
            KeyRow(
                "meanBetween", "duration above zero", required: true,
                "The mean of the exponential gap between two faults."),
            KeyRow("minGap", "duration", default: "0s", "No gap is shorter."),
            KeyRow(
                "probability", "ratio above 0", default: 1,
                "Whether a due fault happens."),
            KeyRow(
                "grouping", "`service`, `instance` or `zone`", default: "service",
                "What is drawn; one instance of it is hit, of a zone all."),
            KeyRow(
                "inject", "list of `{ kind: {…}, weight }`", required: true,
                "The faults it chooses from; a kind's own keys and `for` stand in its object."),
            KeyRow("from", "duration", defaultText: "the end of the warmup", "When it begins."),
            KeyRow(
                "until", "duration above `from`", defaultText: "the end of the run",
                "When it stops."),
            KeyRow("maxFaults", "count from 1", defaultText: "no limit", "It stops after so many."),
            KeyRow(
                "leashed", "`true` or `false`", default: false,
                "Says what it would do and does nothing."),
        ])

    package static let monkeyInject = ObjectTable(
        "Monkey's choice", "One kind of fault, by its word, and how often it is chosen.",
        [KeyRow("weight", "number above 0", default: 1, "Its weight among the choices.")])
}

/// Reads `monkey`.
struct MonkeyReader {
    let targets: TargetReader
    let run: RunTimes
    /// What is to carry the faults out; nil where that has a problem.
    let engine: Scenario.Engine?

    func read(_ node: Node) -> Monkey? {
        guard let fields = Fields(node, .monkey) else { return nil }
        let on = fields["on"].map { targets.readList($0, .subjects, for: "the monkey") } ?? []
        let except =
            fields["except"].map { targets.readList($0, .subjects, for: "the monkey") } ?? []
        let inject = fields["inject"].map { choices($0) } ?? []
        let minGap = fields["minGap"]?.duration()
        let probability = fields["probability"]?.ratio(aboveZero: true)
        let grouping = fields["grouping"]?.word(Monkey.Grouping.self)
        let times = times(fields)
        let most = fields["maxFaults"]?.count(in: 1...100_000)
        let isLeashed = fields["leashed"]?.flag()
        guard let mean = fields["meanBetween"]?.duration(aboveZero: true), let minGap,
            let probability,
            let grouping, let times, let isLeashed, !on.isEmpty, !inject.isEmpty
        else { return nil }
        if (times.until - times.from) / mean > 100_000 {
            fields["meanBetween"]?.refuse(expected: "at most 100000 faults in the mean")
        }
        if on.allSatisfy({ except.contains($0) }) {
            fields["except"]?.report(
                "the monkey may hit nothing: \"except\" has all of \"on\"",
                expected: "at least one target of its own in \"on\"")
        }
        return Monkey(
            on: on, except: except, meanBetween: mean, minGap: minGap, probability: probability,
            grouping: grouping, inject: inject, from: times.from, until: times.until,
            maxFaults: most, isLeashed: isLeashed, path: node.path)
    }

    private func times(_ fields: Fields) -> (from: Instant, until: Instant)? {
        let from = fields["from"].map { $0.instant(within: run) } ?? .start + (run.warmup ?? .zero)
        let end = run.duration.map { Instant.start + $0 } ?? .never
        let until = fields["until"].map { $0.instant() } ?? end
        guard let from, let until else { return nil }
        if until > end {
            fields["until"]?.refuse(expected: "at most the end of the run, \"\(end)\"")
            return nil
        }
        guard from < until else {
            let node = fields["until"] ?? fields["from"] ?? fields.node
            node.report("the monkey stops at \(until)", expected: "a later instant than \(from)")
            return nil
        }
        return (from, until)
    }

    private func choices(_ node: Node) -> [Monkey.Inject] {
        guard let nodes = node.elements(expected: "a list such as [{ kill: {} }]") else {
            return []
        }
        if nodes.isEmpty { node.refuse(expected: "at least one fault") }
        return nodes.compactMap { choice($0) }
    }

    private func choice(_ node: Node) -> Monkey.Inject? {
        guard let members = node.members(expected: "an object such as { kill: {}, weight: 3 }")
        else {
            return nil
        }
        let kinds = members.filter { $0.key != "weight" }
        guard kinds.count == 1, let given = kinds.first else {
            let read = kinds.isEmpty ? "no fault" : listed(kinds.map { escaped($0.key) })
            node.report("\(node.name) has \(read)", expected: "one fault, such as kill")
            return nil
        }
        let name = SyntaxTree(value: .string(given.key), place: given.place)
        let word = Node(tree: name, path: node.path, name: node.name, sink: node.sink)
        guard let kind = FaultKind.read(word, on: engine) else { return nil }
        guard kind.wanted == .edges || kind.wanted == .instances else {
            word.report("the monkey cannot inject \(kind.word)", expected: "a fault on services")
            return nil
        }
        let weight = SyntaxTree(
            value: .object(
                members.filter { $0.key == "weight" }.map {
                    SyntaxTree.Member(key: $0.key, keyPlace: $0.place, value: $0.node.tree)
                }), place: node.tree.place)
        let outer = Fields(
            Node(tree: weight, path: node.path, name: node.name, sink: node.sink), .monkeyInject)
        let share = outer?["weight"]?.number(in: 1e-9...1e9, expected: "a number above 0")
        guard let lasts = kind.table.row("for") else { return nil }
        let table = ObjectTable("Monkey's \(kind.word)", kind.says, [lasts] + kind.rows)
        guard let fields = Fields(given.node, table), let value = kind.read(fields, targets),
            let share
        else { return nil }
        return Monkey.Inject(
            kind: value, lasts: fields["for"]?.duration(aboveZero: true), weight: share)
    }
}
