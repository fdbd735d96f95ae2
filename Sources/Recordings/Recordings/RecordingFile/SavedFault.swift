import Faults

/// The ledger of a fault as JSON has it, checked on the way in.
struct SavedFault: Decodable {
    let ledger: FaultLedger

    enum Key: String, CodingKey {
        case fault, spike, monkey, inject, on, name, requests, connections, instances, attempted
        case undone, edges, services
        case spans = "spans_ns"
        case over = "over_ns"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        var origin = FaultLedger.Origin.monkey
        if fields.contains(.fault) { origin = .fault(try fields.count(.fault)) }
        if fields.contains(.spike) { origin = .spike(try fields.count(.spike)) }
        ledger = FaultLedger(
            origin: origin, inject: try fields.decode(String.self, forKey: .inject),
            on: try fields.decode(String.self, forKey: .on),
            name: try fields.decodeIfPresent(String.self, forKey: .name),
            spans: try fields.spans(.spans), over: try fields.instant(.over),
            requests: try fields.count(.requests), connections: try fields.count(.connections),
            instances: try fields.count(.instances),
            attempted: try fields.decode(Bool.self, forKey: .attempted),
            undone: try fields.decode(Bool.self, forKey: .undone),
            edges: try fields.decode([Int].self, forKey: .edges),
            services: try fields.decode([Int].self, forKey: .services))
    }
}
