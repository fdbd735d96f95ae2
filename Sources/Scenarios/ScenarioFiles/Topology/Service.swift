import Resilience
import Scenarios
import Topologies

extension ObjectTable {
    package static let service = ObjectTable(
        "Service",
        """
        How many instances it has, how much each takes on, what its endpoints do. A service may \
        also be a program of your own, see [Service: command](#service-command), or a server that \
        already runs, see [Service: external](#service-external).
        """,
        [
            KeyRow(
                "replicas", "count from 1", default: 1, from: "Kubernetes",
                "Instances at the start."),
            KeyRow(
                "zones", "`\"spread\"` or list of zones", default: "spread",
                "Where they stand: instance i in the i-th zone, in turn."),
            KeyRow(
                "concurrency", "count from 1, or `\"unlimited\"`", default: 64,
                "Requests one instance works on at once; a request keeps its slot while it waits "
                    + "for a call."
            ),
            KeyRow(
                "backlog", "count from 0, or `\"unlimited\"`", default: 128,
                "Requests that may wait for a slot; one more is refused with 503."),
            KeyRow(
                "abandoned", "`finish`, `drop` or `cancel`", default: "finish",
                "A request whose caller gave up: finished all the same; dropped when it reaches a "
                    + "slot, as one past its deadline is; or dropped, and cancelled with its own "
                    + "calls if it is being worked on."
            ),
            KeyRow(
                "endpoints", "object of [Endpoint](#endpoint)", required: true,
                "What it can be asked for, by method and path, such as `\"GET /items\"`."),
            KeyRow(
                "autoscale", "[Autoscale](#autoscale)", defaultText: "none", "Grows and shrinks it."
            ),
            KeyRow("health", "[Health](#health)", defaultText: "none", "Takes bad instances out."),
            KeyRow(
                "restart", "[Restart](#restart)", defaultText: "none",
                "Starts dead instances again."),
            KeyRow(
                "rateLimit", "[Rate limit](#rate-limit), or its `rate`", defaultText: "none",
                "Caps the requests a second of an instance; more is answered with 429."),
            KeyRow(
                "adaptive", "[Adaptive limit](#adaptive-limit), or its `algorithm`",
                defaultText: "none",
                "Caps what an instance works on and lets wait at a limit that finds itself."),
            KeyRow(
                "shed", "[Shed](#shed), or its `algorithm`", defaultText: "none",
                "Drops by waiting time or by priority."),
            KeyRow(
                "retryAfter", "duration, or `\"never\"`", defaultText: "nothing is said",
                "What callers are told whose requests were refused with 429 or 503 before any "
                    + "work: when to try again, in place of their own back-off (`Retry-After`)."),
            KeyRow(
                "startupProbe", "[Probe](#probe)", defaultText: "none",
                "Holds the other probes and its callers off until it succeeds; started again if "
                    + "it fails."),
            KeyRow(
                "livenessProbe", "[Probe](#probe)", defaultText: "none",
                "Kills an instance that fails it; `restart` brings it back."),
            KeyRow(
                "readinessProbe", "[Probe](#probe)", defaultText: "none",
                "Keeps an instance out of its callers' lists while it fails."),
        ])

    package static let endpoint = ObjectTable(
        "Endpoint", "A list of [steps](#steps), or an object with the list in `steps`.",
        [
            KeyRow(
                "idempotent", "`true` or `false`",
                defaultText: "true for GET, HEAD, PUT, DELETE, OPTIONS and TRACE",
                from: "RFC 9110",
                "Whether asking twice has the effect of asking once."),
            KeyRow(
                "steps", "list of [steps](#steps)", required: true,
                "What it does, one after another."),
        ])
}

extension TopologyReader {
    mutating func readService(_ node: Node, name: String, id: ServiceID) -> Service {
        if node.tree["command"] != nil { return readCommand(node, name: name, id: id) }
        if node.tree["external"] != nil { return readExternal(node, name: name, id: id) }
        guard let fields = Fields(node, .service) else {
            missCall()
            return Service(name: name, endpoints: [])
        }
        var service = Service(name: name, endpoints: [])
        readScale(&service, fields)
        service.concurrency = fields["concurrency"]?.limit(from: 1) ?? 1
        service.backlog = fields["backlog"]?.limit(from: 0) ?? 0
        service.abandoned = fields["abandoned"]?.word(Service.Abandoned.self) ?? .finish
        service.admission = admission(fields)
        service.endpoints = fields["endpoints"].map { readEndpoints($0, of: id) } ?? []
        checkProbes(service, fields)
        checkScale(service, fields)
        return service
    }

    private func admission(_ fields: Fields) -> Service.Admission {
        Service.Admission(
            rateLimit: fields["rateLimit"]?.rateLimit(mayWait: false),
            adaptive: fields["adaptive"]?.adaptive(), shed: fields["shed"]?.shed(),
            retryAfter: fields["retryAfter"]?.retryAfter())
    }

    /// How many instances there are, where, and what keeps them so.
    func readScale(_ service: inout Service, _ fields: Fields) {
        service.replicas = fields["replicas"]?.count(in: 1...100_000) ?? 1
        service.zones = fields["zones"].map { placement($0) } ?? []
        service.autoscale = fields["autoscale"]?.autoscale()
        service.health = fields["health"]?.health()
        service.restart = fields["restart"]?.restart()
        service.probes = Probes.Settings(
            startup: fields["startupProbe"]?.probe(.startup),
            liveness: fields["livenessProbe"]?.probe(.liveness),
            readiness: fields["readinessProbe"]?.probe(.readiness))
    }

    func checkScale(_ service: Service, _ fields: Fields) {
        guard let scale = service.autoscale else { return }
        if service.concurrency == nil, scale.metrics.contains(where: { $0.kind == .utilization }) {
            fields["autoscale"]?.report(
                "\(fields.node.name) scales on utilization without a limit of slots",
                expected: "a concurrency other than \"unlimited\"")
        }
        guard fields.has("replicas"), scale.max >= scale.min,
            !(scale.min...scale.max).contains(service.replicas)
        else { return }
        fields["replicas"]?.refuse(
            expected: "a count within autoscale, \(scale.min) to \(scale.max)")
    }

    private func placement(_ node: Node) -> [ZoneID] {
        if node.tree.string == "spread" { return [] }
        guard let nodes = node.elements(expected: "\"spread\" or a list of zones") else {
            return []
        }
        if nodes.isEmpty { node.refuse(expected: "\"spread\" or at least one zone") }
        return nodes.compactMap { node in
            guard let name = node.text(expected: "a zone's name") else { return nil }
            guard let zone = names.zone(name) else {
                node.refuseName(name, kind: "zone", among: names.zones)
                return nil
            }
            return zone
        }
    }

    private mutating func readEndpoints(_ node: Node, of service: ServiceID) -> [Endpoint] {
        guard let members = node.members(expected: "an object of endpoints by method and path")
        else {
            missCall()
            return []
        }
        if members.isEmpty { node.refuse(expected: "at least one endpoint") }
        var endpoints: [Endpoint] = []
        for (id, (name, place, node)) in members.enumerated() {
            node.checkEndpoint(name, at: place)
            let reference = EndpointReference(service: service, endpoint: id)
            endpoints.append(readEndpoint(node, name: name, reference))
        }
        return endpoints
    }

    private mutating func readEndpoint(
        _ node: Node, name: String, _ reference: EndpointReference
    ) -> Endpoint {
        var list: Node? = node
        var isIdempotent = Endpoint.isIdempotent(method: name.prefix { $0 != " " })
        if node.tree.elements == nil {
            guard let fields = Fields(node, .endpoint, expected: "a list of steps") else {
                missCall()
                return Endpoint(name: name, steps: [])
            }
            isIdempotent = fields["idempotent"]?.flag() ?? isIdempotent
            list = fields["steps"]
        }
        let steps = list.map { readSteps($0, of: reference, times: 1) } ?? []
        return Endpoint(name: name, isIdempotent: isIdempotent, steps: steps)
    }
}

extension Node {
    /// Whether a text is a method and a path.
    static func isEndpoint(_ name: String) -> Bool {
        let parts = name.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let method = parts[0].utf8.allSatisfy { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
        return parts.count == 2 && method && !parts[0].isEmpty && parts[1].hasPrefix("/")
            && parts[1].utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    func checkEndpoint(_ name: String, at place: SourcePlace) {
        guard !Self.isEndpoint(name) else { return }
        sink.add(
            Problem(
                at: place, found: "\(quoted(name)) is no endpoint",
                expected: "a method and a path, such as \"GET /items\""))
    }

    /// A count, or nil within for `"unlimited"`; nil outside after a problem.
    fileprivate func limit(from least: Int) -> Int?? {
        if tree.string == "unlimited" { return .some(nil) }
        guard case .number(let number) = tree.value, let value = Int(exactly: number.value),
            (least...1_000_000).contains(value)
        else {
            refuse(expected: "a whole number from \(least) to 1000000, or \"unlimited\"")
            return nil
        }
        return value
    }
}
