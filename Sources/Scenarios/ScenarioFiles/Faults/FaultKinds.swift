import Chance
import Faults
package import Scenarios
import Timebase

/// A kind of fault: its word, its own keys, and how they become a ``Fault/Kind``.
package struct FaultKind: Sendable {
    package var word: String
    package var says: String
    /// What *touched* counts.
    package var touched: String
    /// What others call it.
    package var peers: String
    /// Whether another tool calls it so.
    func isCalled(_ word: String) -> Bool { peers.contains("`\(word)`") }
    /// The engines that can carry it out.
    package var engines: [Scenario.Engine]
    /// Its own keys, besides those every fault has.
    package var rows: [KeyRow]
    /// A fault of this kind, as short as can be; the tests run it.
    package var example: String
    let wanted: TargetReader.Wanted
    /// Whether it falls on requests or connections, so that some can be chosen.
    let isSelective: Bool
    let read: @Sendable (Fields, TargetReader) -> Fault.Kind?

    init(
        _ word: String, on wanted: TargetReader.Wanted, selective: Bool = false,
        engines: [Scenario.Engine] = Scenario.Engine.allCases, says: String, touched: String,
        peers: String, example: String, rows: [KeyRow] = [],
        read: @escaping @Sendable (Fields, TargetReader) -> Fault.Kind?
    ) {
        self.word = word
        self.wanted = wanted
        self.isSelective = selective
        self.engines = engines
        self.says = says
        self.touched = touched
        self.peers = peers
        self.example = example
        self.rows = rows
        self.read = read
    }

    /// The kind of a word.
    static func named(_ word: String) -> FaultKind? { all.first { $0.word == word } }

    package static let all: [FaultKind] = onEdges + onBytes + onInstances + onProcesses + onPlatform

    /// Kinds that the format has and this version does not.
    package static let later = [
        "wrong-contract", "slot-leak", "deploy", "hot-key", "thundering-herd", "registry-stale",
        "registry-down", "cache-flush", "broker-stall", "message-loss",
        "message-duplicate", "message-reorder", "store-failover", "replica-lag", "read-only",
        "config-push", "clock-skew",
    ]
}

extension FaultKind {
    private static let onEdges: [FaultKind] = [
        FaultKind(
            "latency", on: .edges, selective: true,
            says: "Each request waits `delay` ± uniform `jitter`, once.",
            touched: "delayed requests",
            peers: "Toxiproxy `latency`, Envoy `delay`, Chaos Mesh `delay`",
            example: #"inject: "latency", on: "api -> db", delay: "5ms""#,
            rows: [
                KeyRow("delay", "duration or distribution", required: true, "How long."),
                KeyRow(
                    "jitter", "duration, at most `delay`", default: "0s", from: "Toxiproxy",
                    "± so much."),
            ],
            read: { fields, _ in latency(fields) }),
        FaultKind(
            "error", on: .edges, selective: true,
            says: "Answered with `status` at once; the callee is not reached.",
            touched: "answered requests", peers: "Envoy `abort`, Chaos Mesh `abort`",
            example: #"inject: "error", on: "api -> db""#,
            rows: [
                KeyRow("status", "status from 400 to 599", default: 500, "The answer's status.")
            ],
            read: { fields, _ in fields["status"]?.count(in: 400...599).map { .error(status: $0) } }
        ),
        FaultKind(
            "refuse", on: .edges, selective: true, says: "New connections are refused.",
            touched: "refused attempts", peers: "Toxiproxy: a disabled proxy",
            example: #"inject: "refuse", on: "api -> db""#, read: { _, _ in .refuse }),
        FaultKind(
            "reset", on: .edges, selective: true, says: "The connection breaks; live ones too.",
            touched: "reset attempts and connections", peers: "Toxiproxy `reset_peer`",
            example: #"inject: "reset", on: "api -> db""#, read: { _, _ in .reset }),
        FaultKind(
            "blackhole", on: .edges, selective: true,
            says: "Accepted and never answered; live ones too; what is held is reset at the end.",
            touched: "held attempts and connections",
            peers: "Toxiproxy `timeout`, Gremlin blackhole",
            example: #"inject: "blackhole", on: "api -> db""#, read: { _, _ in .blackhole }),
        FaultKind(
            "cut", on: .edges, selective: true,
            says: "The answer breaks off half way; with `side: \"answer\"` the work was done.",
            touched: "cut attempts", peers: "tc netem `loss`, a proxy that dies",
            example: #"inject: "cut", on: "api -> db", side: "answer""#, read: { _, _ in .cut }),
        FaultKind(
            "partition", on: .sides,
            says:
                "No traffic between the two sides; connecting hangs; what is held is reset at "
                + "the end.",
            touched: "held attempts and connections",
            peers: "Chaos Mesh `partition`, Jepsen nemesis",
            example: #"inject: "partition", on: ["api"], from: ["db"]"#,
            rows: [
                KeyRow("from", "target or list of targets", required: true, "The other side."),
                KeyRow(
                    "direction", "`both`, `to` or `from`", default: "both",
                    "Which traffic stops, seen from `on`."),
            ],
            read: partition),
        FaultKind(
            "breaker", on: .edges,
            says:
                "The callers' breakers are put into a `state` by hand, and closed at the end; "
                + "those of callers that start meanwhile are as their policy says.",
            touched: "policies with a breaker on its edges",
            peers: "resilience4j `transitionToForcedOpenState` and its like, Polly `Isolate`",
            example: #"inject: "breaker", on: "api -> db", state: "open""#,
            rows: [
                KeyRow(
                    "state", "`open`, `closed`, `disabled` or `metrics-only`", required: true,
                    "Refuses all; begins anew; lets all through; lets all through and counts.")
            ],
            read: { fields, _ in
                fields["state"]?.word(Fault.BreakerState.self).map { .breaker($0) }
            }),
    ]

    private static let onInstances: [FaultKind] = [
        FaultKind(
            "kill", on: .instances,
            says:
                "Dies with all it holds; with `for` it starts again at the end, else only "
                + "`restart` helps.",
            touched: "instances",
            peers: "Chaos Monkey, Chaos Mesh `pod-kill`",
            example: #"inject: "kill", on: "db""#, read: { _, _ in .kill }),
        FaultKind(
            "crash-loop", on: .instances,
            says: "Dies, and dies again `upFor` after every start.",
            touched: "instances", peers: "Kubernetes `CrashLoopBackOff`",
            example: #"inject: "crash-loop", on: "db""#,
            rows: [
                KeyRow(
                    "upFor", "duration of at least 1ms", default: "1s", "How long each life lasts.")
            ],
            read: { fields, _ in
                fields["upFor"]?.period().map { .crashLoop(upFor: $0) }
            }),
        FaultKind(
            "pause", on: .instances,
            says: "Stops; connections stay open and the queue is kept; goes on afterwards.",
            touched: "instances", peers: "SIGSTOP, a long GC pause",
            example: #"inject: "pause", on: "db""#, read: { _, _ in .pause }),
        FaultKind(
            "slow-start", on: .instances,
            says:
                "An instance started meanwhile works `factor` times slower, falling to 1 over "
                + "`ramp`.",
            touched: "instances started meanwhile", peers: "a cold JIT or cache",
            example: #"inject: "slow-start", on: "db""#,
            rows: [
                KeyRow("factor", "number from 1", default: 10, "How much slower at first."),
                KeyRow("ramp", "duration above zero", default: "10s", "How long until it is warm."),
            ],
            read: { fields, _ in slowStart(fields) }),
        FaultKind(
            "zone-outage", on: .zones,
            says: "Every instance of the zone dies; with `for` they start again at the end.",
            touched: "instances", peers: "Chaos Gorilla",
            example: #"inject: "zone-outage", on: "zone:a""#, read: { _, _ in .zoneOutage }),
        FaultKind(
            "overload", on: .streams,
            says: "`factor` times the stream's rate or users; the extra requests are drawn apart.",
            touched: "extra requests", peers: "a load test's spike",
            example: #"inject: "overload", on: "load:main", factor: 2"#,
            rows: [KeyRow("factor", "number above 1", required: true, "How many times.")],
            read: { fields, _ in
                fields["factor"]?.number(
                    in: 1.0.nextUp...10_000, expected: "a number above 1 up to 10000"
                )
                .map { .overload(factor: $0) }
            }),
    ]

    private static func latency(_ fields: Fields) -> Fault.Kind? {
        let jitter = fields["jitter"]?.duration()
        guard let delay = fields["delay"]?.distribution(), let jitter else { return nil }
        if case .constant(let constant) = delay, jitter > constant {
            fields["jitter"]?.refuse(expected: "at most the delay, \"\(constant)\"")
            return nil
        }
        return .latency(delay: delay, jitter: jitter)
    }

    private static func slowStart(_ fields: Fields) -> Fault.Kind? {
        let ramp = fields["ramp"]?.duration(aboveZero: true)
        let factor = fields["factor"]?.number(in: 1...10_000, expected: "a number from 1 to 10000")
        guard let factor, let ramp else { return nil }
        return .slowStart(factor: factor, ramp: ramp)
    }

    private static let partition: @Sendable (Fields, TargetReader) -> Fault.Kind? = {
        fields, targets in
        let direction = fields["direction"]?.word(Fault.Direction.self)
        guard let node = fields["from"] else { return nil }
        let from = targets.readList(node, .sides, for: "partition")
        guard let direction, !from.isEmpty else { return nil }
        return .partition(from: from, direction: direction)
    }
}

extension TargetReader {
    /// One target or a list of them; empty after a problem.
    func readList(_ node: Node, _ wanted: Wanted, for what: String) -> [Target] {
        guard node.tree.string == nil else {
            return read(node, wanted, for: what).map { [$0] } ?? []
        }
        guard let nodes = node.elements(expected: "a target in quotes, or a list of them") else {
            return []
        }
        if nodes.isEmpty { node.refuse(expected: "at least one target") }
        return nodes.compactMap { read($0, wanted, for: what) }
    }
}
