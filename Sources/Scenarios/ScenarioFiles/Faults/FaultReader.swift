import Faults
import Scenarios
import Timebase
import Topologies

extension ObjectTable {
    /// The keys that every fault has.
    package static let fault = ObjectTable(
        "Fault",
        "What goes wrong, where, when and how often; each kind has keys of its own besides.",
        [
            KeyRow("inject", "kind of fault", required: true, "What goes wrong."),
            KeyRow("on", "[target](#targets), or list of them", required: true, "Whom it hits."),
            KeyRow(
                "name", "text", defaultText: "none",
                "Its name in results and in an objective's `during`."),
            KeyRow(
                "at", "duration from `warmup` to before `duration`",
                defaultText: "the end of the warmup when `every` is written", "When it starts."),
            KeyRow(
                "for", "duration above zero",
                defaultText: "to the end of the run; kill: an instant",
                "How long it lasts."),
            KeyRow(
                "every", "duration above `for`", defaultText: "once", "Starts again in each period."
            ),
        ])

    /// The keys of faults that fall on requests or connections.
    package static let faultSelection = ObjectTable(
        "Fault on requests", "Which requests or connections a fault on an edge falls on.",
        [
            KeyRow(
                "side", "`request` or `answer`", default: "request",
                "`request`: the callee never saw it; `answer`: its work happened, the answer "
                    + "suffers."
            ),
            KeyRow("chance", "ratio above 0", defaultText: "all", "A share of what matches."),
            KeyRow(
                "first", "count from 1", defaultText: "all", "The first so many of each window."),
            KeyRow("nth", "count from 1", defaultText: "all", "Every so many-th of each window."),
            KeyRow("match", "endpoint", defaultText: "all", "Only requests to this endpoint."),
        ])
}

/// Reads `faults`.
struct FaultReader {
    let targets: TargetReader
    let run: RunTimes
    /// What is to carry the faults out; nil where that has a problem.
    let engine: Scenario.Engine?
    /// Nil where it could not be read.
    let topology: Topology?
    private(set) var names: [String] = []

    init(
        targets: TargetReader, run: RunTimes, engine: Scenario.Engine?, topology: Topology?
    ) {
        self.targets = targets
        self.run = run
        self.engine = engine
        self.topology = topology
    }

    mutating func read(_ node: Node) -> [Fault] {
        guard let nodes = node.elements(expected: "a list of faults") else { return [] }
        let faults = nodes.compactMap { readFault($0) }
        // A fault with a problem keeps its name, or objectives would have one more for it.
        for name in nodes.compactMap({ $0.tree["name"]?.string }) where !names.contains(name) {
            names.append(name)
        }
        return faults
    }

    private mutating func readFault(_ node: Node) -> Fault? {
        guard let (kind, fields) = kind(of: node) else { return nil }
        let name = fields["name"].flatMap { readName($0) }
        let on = fields["on"].map { targets.readList($0, kind.wanted, for: kind.word) } ?? []
        guard let value = kind.read(fields, targets) else { return nil }
        let times = times(fields, value)
        guard let at = times.at, !on.isEmpty else { return nil }
        var fault = Fault(
            name: name, kind: value, on: on, at: at, lasts: times.lasts, every: times.every,
            path: node.path)
        checkSides(fault, fields)
        if kind.isSelective { select(&fault, fields) }
        checkHTTP(fault, fields)
        checkProcess(fault, fields)
        checkAutoscaler(fault, fields)
        return fault
    }

    /// Finds the kind and checks the keys against the common ones and its own.
    private func kind(of node: Node) -> (kind: FaultKind, fields: Fields)? {
        guard let inject = node.tree["inject"] else {
            guard node.tree.members != nil else {
                node.refuse(expected: "a fault: an object with inject, on and at")
                return nil
            }
            node.report(
                "\(node.name) has no \"inject\"", expected: "a kind of fault, such as \"latency\"")
            return nil
        }
        guard let kind = FaultKind.read(node.child("inject", inject), on: engine) else {
            return nil
        }
        guard let fields = Fields(node, kind.table) else { return nil }
        return (kind, fields)
    }

    private mutating func readName(_ node: Node) -> String? {
        guard let name = node.text() else { return nil }
        if ["", "run", "baseline", "faults", "recovery"].contains(name) {
            node.refuse(expected: "a name that is no phase of the run")
        } else if names.contains(name) {
            node.refuse(expected: "a name that no other fault has")
        }
        names.append(name)
        return name
    }

    private func times(
        _ fields: Fields, _ kind: Fault.Kind
    ) -> (at: Instant?, lasts: Duration?, every: Duration?) {
        let lasts = fields["for"]?.duration(aboveZero: true)
        let every = fields["every"]?.duration(aboveZero: true)
        var at: Instant?
        if let node = fields["at"] {
            at = node.instant(within: run)
        } else if fields.has("every") {
            at = run.warmup.map { Instant.start + $0 } ?? .start
        } else {
            fields.node.report(
                "\(fields.node.name) has no \"at\"", expected: "when it starts, such as \"30s\"")
        }
        guard let every, let node = fields["every"] else { return (at, lasts, nil) }
        if let lasts, lasts >= every {
            fields["for"]?.refuse(expected: "less than every, \"\(every)\"")
        } else if lasts == nil, !fields.has("for"), !kind.isInstant {
            node.report(
                "\(fields.node.name) has \"every\" but no \"for\"",
                expected: "how long it lasts each time, less than \"\(every)\"")
        }
        if let duration = run.duration, duration / every > 100_000 {
            node.refuse(expected: "at most 100000 periods in \"\(duration)\"")
        }
        return (at, lasts, every)
    }

    private func checkSides(_ fault: Fault, _ fields: Fields) {
        guard case .partition(let from, _) = fault.kind else { return }
        guard fault.on.contains(where: { from.contains($0) }) else { return }
        fields["from"]?.report(
            "\(fields.node.name) has the same target on both sides of its partition",
            expected: "two sides with nothing in common")
    }

    /// What needs to see requests cannot fall on a service that is told apart by connections alone.
    /// The harness has no hand on a server that runs already.
    private func checkProcess(_ fault: Fault, _ fields: Fields) {
        guard fault.kind.scope == .instance, let topology else { return }
        for case .service(let service, _) in fault.on {
            guard case .external = topology.services[service].implementation else { continue }
            let name = escaped(topology.services[service].name)
            fields["on"]?.report(
                "\(fields.node.name) falls on a process, and \(name) runs outside of the harness",
                expected: "a fault on the edges to it, such as reset or blackhole")
        }
    }

    private func checkHTTP(_ fault: Fault, _ fields: Fields) {
        guard fault.kind.needsHTTP || fault.match != nil, let topology else { return }
        let hit = fault.on.compactMap { target -> ServiceID? in
            switch target {
            case .service(let service, _), .edge(_, .service(let service)): service
            default: nil
            }
        }
        guard let plain = hit.first(where: { !topology.services[$0].speaksHTTP }) else { return }
        let name = escaped(topology.services[plain].name)
        fields["on"]?.report(
            "\(fields.node.name) falls on requests, and \(name) speaks plain TCP",
            expected: "a fault on connections, such as latency or reset, without \"match\"")
    }

    private func select(_ fault: inout Fault, _ fields: Fields) {
        fault.side = fields["side"]?.word(Fault.Side.self) ?? .request
        fault.chance = fields["chance"]?.ratio(aboveZero: true)
        fault.first = fields["first"]?.count(in: 1...1_000_000_000)
        fault.nth = fields["nth"]?.count(in: 1...1_000_000_000)
        guard let node = fields["match"], let name = node.text(expected: "an endpoint in quotes")
        else {
            return
        }
        let known = endpoints(of: fault.on)
        let isOpen = openToAny(fault.on) && Node.isEndpoint(name)
        if known.contains(name) || isOpen {
            fault.match = name
        } else {
            node.refuseName(name, kind: "endpoint", among: known)
        }
    }

    /// Whether a target is a service whose endpoints nobody knows all of.
    private func openToAny(_ targets: [Target]) -> Bool {
        targets.contains { target in
            switch target {
            case .service(let service, _), .edge(_, .service(let service)):
                names(isOpen: service)
            default: false
            }
        }
    }

    private func names(isOpen service: ServiceID) -> Bool { targets.names.isOpen[service] }

    /// The endpoints behind the edges that targets stand for, each once.
    private func endpoints(of targets: [Target]) -> [String] {
        var known: [String] = []
        let names = self.targets.names
        for target in targets {
            let services: [ServiceID] =
                switch target {
                case .service(let service, _): [service]
                case .edge(_, .service(let service)): [service]
                default: Array(names.services.indices)
                }
            for endpoint in services.flatMap({ names.endpoints[$0] })
            where !known.contains(endpoint) {
                known.append(endpoint)
            }
        }
        return known
    }
}

extension FaultKind {
    /// The kind's own keys and those of every fault, for checking an entry of `faults`.
    var table: ObjectTable {
        let selection = isSelective ? ObjectTable.faultSelection.rows : []
        return ObjectTable("Fault: \(word)", says, ObjectTable.fault.rows + rows + selection)
    }

    /// The kind that a node names, or nil with a problem.
    ///
    /// - Parameter engine: what is to carry it out; nil: that is not known.
    static func read(_ node: Node, on engine: Scenario.Engine?) -> FaultKind? {
        guard let word = node.text(expected: "a kind of fault in quotes, such as \"latency\"")
        else {
            return nil
        }
        if let kind = named(word) {
            if let engine, !kind.engines.contains(engine) {
                let able = kind.engines.map(\.rawValue)
                node.report(
                    "\(engine.rawValue) cannot carry out the fault \(quoted(word))",
                    expected: "the engine \(listed(able, "or"))")
            }
            return kind
        }
        if later.contains(word) {
            node.refuseAsLater("the fault \(quoted(word))")
        } else {
            node.report(
                "unknown fault \(quoted(word))",
                suggestion: all.first { $0.isCalled(word) }?.word
                    ?? nearestWord(to: word, among: all.map(\.word) + later),
                advice: "Expected one of: \(all.map(\.word).joined(separator: ", ")).")
        }
        return nil
    }
}
