import Resilience
import Scenarios
import Timebase
import Topologies

extension ObjectTable {
    package static let commandService = ObjectTable(
        "Service: command",
        """
        A program of your own, in any language. Each instance gets a port at 127.0.0.1 and a fresh \
        folder; the harness stands on every edge. In `command`, `env`, `templates` and the command \
        of `ready`, `${PORT}`, the variables of `calls` and `${FOLDER}` (that fresh folder) are \
        filled in; the first two are in its environment, too. `cwd`, `templates` and a program \
        with a slash in its name are relative to the topology's file. It speaks HTTP where `ready` \
        is a GET or anything is sent to an endpoint of it, else plain TCP.
        """,
        [
            KeyRow(
                "command", "list of the program and its arguments", required: true, engines: live,
                "What an instance runs."),
            KeyRow(
                "cwd", "path from the topology's file", defaultText: "the instance's own folder",
                engines: live, "Where it runs."),
            KeyRow(
                "env", "object of texts by name", defaultText: "nothing", engines: live,
                "Its environment, besides the harness's own."),
            KeyRow(
                "templates", "list of paths from the topology's file", defaultText: "none",
                engines: live, "Files that are filled in and put into the instance's own folder."),
            KeyRow(
                "ready", "`\"GET /path\"`, `\"tcp\"`, or a command", default: "tcp", engines: live,
                "When it serves: it answers below 400, its port accepts, or the command exits "
                    + "with 0."),
            KeyRow(
                "readyWithin", "duration above zero", default: "30s", engines: live,
                "The run fails when an instance takes longer to be ready at the start."),
            KeyRow(
                "port", "name of a variable", default: "PORT", engines: live,
                "The variable that holds its port."),
            KeyRow(
                "calls", "object of variables by service", defaultText: "nobody", engines: live,
                "Whom it calls: a variable's name, or "
                    + "[Program's call](#programs-call)."),
            KeyRow(
                "endpoints", "list of endpoints", defaultText: "those that anything is sent to",
                engines: live, "What it can be asked for, such as `\"GET /items\"`."),
        ] + shared)

    package static let programCall = ObjectTable(
        "Program's call", "How a program is told where a service is that it calls.",
        [
            KeyRow("var", "name of a variable", required: true, "The variable that holds it."),
            KeyRow(
                "form", "`url` or `host:port`", default: "url",
                "`http://127.0.0.1:4711`, or `127.0.0.1:4711`."),
        ])

    private static let live = "subprocess"
    private static var shared: [KeyRow] {
        (["replicas", "zones", "autoscale", "health", "restart"] + probeKeys).compactMap {
            ObjectTable.service.row($0)
        }
    }
}

extension TopologyReader {
    mutating func readCommand(_ node: Node, name: String, id: ServiceID) -> Service {
        var service = Service(name: name, concurrency: nil, backlog: nil, endpoints: [])
        guard let fields = Fields(node, .commandService) else {
            missCall()
            return service
        }
        refuse(fields, "command", on: [.simulate, .inProcess], "starts a program")
        var variables = VariableNames()
        let program = ProgramReader(names: names, base: base)
        service.implementation = .command(program.read(fields, &variables))
        readScale(&service, fields)
        adoptReadiness(&service, fields)
        service.endpoints = readNames(fields["endpoints"], of: id)
        checkScale(service, fields)
        if service.autoscale?.metrics.contains(where: { $0.kind == .queue }) == true {
            fields["autoscale"]?.report(
                "\(node.name) scales on the queue of a program, which nobody sees",
                expected: "a target of rate or inFlight")
        }
        return service
    }

    /// Reports a service that the scenario's engine cannot have.
    func refuse(
        _ fields: Fields, _ key: String, on engines: [Scenario.Engine], _ what: String
    ) {
        guard let engine, engines.contains(engine) else { return }
        let others = Scenario.Engine.allCases.filter { !engines.contains($0) }.map(\.rawValue)
        fields[key]?.report(
            "\(fields.node.name) \(what), which \(engine.rawValue) cannot",
            expected: "the engine \(listed(others, "or"))")
    }

    /// The endpoints of a service whose steps nobody knows: those listed, then those that anything
    /// is sent to.
    func readNames(_ node: Node?, of id: ServiceID) -> [Endpoint] {
        for node in node?.elements(expected: "a list of endpoints, such as [\"GET /\"]") ?? [] {
            guard let name = node.text(expected: "an endpoint in quotes") else { continue }
            node.checkEndpoint(name, at: node.tree.place)
        }
        return names.endpoints[id].map { name in
            let isIdempotent = Endpoint.isIdempotent(method: name.prefix { $0 != " " })
            return Endpoint(name: name, isIdempotent: isIdempotent, steps: [])
        }
    }
}

/// The variables that a program is told things by, each taken once.
struct VariableNames {
    private var taken = [CommandService.folderVariable]

    /// The name at a node; nil with a problem when it is none, or taken.
    mutating func take(_ node: Node) -> String? {
        let expected = "a variable's name, such as \"PAYMENTS_URL\""
        guard let name = node.text(expected: expected) else { return nil }
        guard Self.isName(name) else {
            node.refuse(expected: expected)
            return nil
        }
        guard !taken.contains(name) else {
            node.refuse(expected: "a variable that holds nothing else")
            return nil
        }
        taken.append(name)
        return name
    }

    /// Letters of ASCII, digits and `_`, no digit first.
    /// - SeeAlso: POSIX.1-2024, 8.1, "Environment Variable Definition".
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !isDigit(first), name.utf8.count <= 200 else {
            return false
        }
        return name.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || isDigit(UInt8(scalar.value)))
                || scalar == "_"
        }
    }
}
