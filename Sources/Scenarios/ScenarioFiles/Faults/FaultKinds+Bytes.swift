import Chance
import Faults
import Scenarios
import Timebase

extension FaultKind {
    private static let live: [Scenario.Engine] = [.inProcess, .subprocess]

    /// Faults on the bytes that cross a connection, which virtual time does not have.
    static let onBytes: [FaultKind] = [
        FaultKind(
            "slow-connect", on: .edges, selective: true, engines: live,
            says: "A new connection takes `delay` longer to be established.",
            touched: "attempts and connections that waited",
            peers: "Chaos Mesh `delay` on SYN, tc netem",
            example: #"inject: "slow-connect", on: "api -> db", delay: "5ms""#,
            rows: [KeyRow("delay", "duration or distribution", required: true, "How long.")],
            read: { fields, _ in
                fields["delay"]?.distribution().map { .slowConnect(delay: $0) }
            }),
        FaultKind(
            "bandwidth", on: .edges, selective: true, engines: live,
            says: "No more than `rate` crosses each connection.",
            touched: "slowed attempts and connections",
            peers: "Toxiproxy `bandwidth`, Chaos Mesh `bandwidth`",
            example: #"inject: "bandwidth", on: "api -> db", rate: "64KiB/s""#,
            rows: [KeyRow("rate", "bytes a second", required: true, "How much: `\"64KiB/s\"`.")],
            read: { fields, _ in fields["rate"]?.byteRate().map { .bandwidth(rate: $0) } }),
        FaultKind(
            "slice", on: .edges, selective: true, engines: live,
            says: "What crosses comes in pieces of `size`, `delay` apart.",
            touched: "sliced attempts and connections", peers: "Toxiproxy `slicer`",
            example: #"inject: "slice", on: "api -> db", size: "100B""#,
            rows: [
                KeyRow("size", "size", required: true, "How large a piece is."),
                KeyRow("delay", "duration", default: "0s", "How long between two."),
            ],
            read: { fields, _ in slice(fields) }),
        FaultKind(
            "truncate", on: .edges, selective: true, engines: live,
            says: "The answer ends too soon, as if that were all: the connection is closed.",
            touched: "truncated attempts and connections", peers: "Toxiproxy `limit_data`",
            example: #"inject: "truncate", on: "api -> db", side: "answer""#,
            rows: [
                KeyRow(
                    "after", "size", defaultText: "half of it",
                    "So much crosses before that.")
            ],
            read: { fields, _ in truncate(fields) }),
        FaultKind(
            "corrupt", on: .edges, selective: true, engines: live,
            says: "Each byte is another with the chance `share`.",
            touched: "corrupted attempts and connections",
            peers: "Chaos Mesh `corrupt`, tc netem `corrupt`",
            example: #"inject: "corrupt", on: "api -> db""#,
            rows: [KeyRow("share", "ratio above 0", default: 0.001, "How many bytes.")],
            read: { fields, _ in
                fields["share"]?.ratio(aboveZero: true).map { .corrupt(share: $0) }
            }),
        FaultKind(
            "slow-body", on: .edges, selective: true, engines: live,
            says: "The body of an answer trickles: at `rate`, or all of it `over` a time.",
            touched: "trickling answers", peers: "a slow-loris server, Toxiproxy `bandwidth`",
            example: #"inject: "slow-body", on: "api -> db", over: "2s""#,
            rows: [
                KeyRow("rate", "bytes a second, or `over`", "How fast."),
                KeyRow("over", "duration above zero, or `rate`", "How long all of it takes."),
            ],
            read: { fields, _ in slowBody(fields) }),
    ]

    /// What weighs on an instance's process; virtual time has none, and in-process they share one.
    static let onProcesses: [FaultKind] = [
        FaultKind(
            "cpu", on: .instances, engines: [.subprocess],
            says: "`cores` are kept busy beside the instance.", touched: "instances",
            peers: "Chaos Mesh `StressChaos`, stress-ng `--cpu`",
            example: #"inject: "cpu", on: "db""#,
            rows: [KeyRow("cores", "number above 0", default: 1, "How many.")],
            read: { fields, _ in
                fields["cores"]?.number(
                    in: 0.01...256, expected: "a number of cores from 0.01 to 256"
                )
                .map { .cpu(cores: $0) }
            }),
        FaultKind(
            "memory", on: .instances, engines: [.subprocess],
            says: "Memory is taken at `rate`, up to `limit`, and given back at the end.",
            touched: "instances", peers: "Chaos Mesh `StressChaos`, stress-ng `--vm`",
            example: #"inject: "memory", on: "db", limit: "64MiB""#,
            rows: [
                KeyRow("rate", "bytes a second", default: "16MiB/s", "How fast."),
                KeyRow("limit", "size", required: true, "How much at most."),
            ],
            read: { fields, _ in memory(fields) }),
        FaultKind(
            "disk-full", on: .instances, engines: [.subprocess],
            says: "Nothing more can be written into the instance's own folder.",
            touched: "instances", peers: "Chaos Mesh `IOChaos` ENOSPC, chaosblade `disk fill`",
            example: #"inject: "disk-full", on: "db""#, read: { _, _ in .diskFull }),
    ]

    private static func slice(_ fields: Fields) -> Fault.Kind? {
        let delay = fields["delay"]?.duration()
        guard let size = fields["size"]?.size(), let delay else { return nil }
        return .slice(size: size, delay: delay)
    }

    private static func truncate(_ fields: Fields) -> Fault.Kind? {
        guard let node = fields["after"] else { return .truncate(after: nil) }
        return node.size().map { .truncate(after: $0) }
    }

    private static func slowBody(_ fields: Fields) -> Fault.Kind? {
        guard let key = fields.one(of: ["rate", "over"]), let node = fields[key] else { return nil }
        if key == "rate" { return node.byteRate().map { .slowBody(.rate($0)) } }
        return node.duration(aboveZero: true).map { .slowBody(.over($0)) }
    }

    private static func memory(_ fields: Fields) -> Fault.Kind? {
        let rate = fields["rate"]?.byteRate()
        guard let limit = fields["limit"]?.size(), let rate else { return nil }
        return .memory(rate: rate, limit: limit)
    }
}
