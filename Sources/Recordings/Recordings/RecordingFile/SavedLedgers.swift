import Faults
import Timebase

/// The ledgers of a recording as JSON has them, checked on the way in.
struct SavedStream: Decodable {
    let ledger: StreamLedger

    enum Key: String, CodingKey {
        case cells, steps
        case p50 = "p50_ns"
        case p99 = "p99_ns"
    }

    enum CellKey: String, CodingKey {
        case counts, latency
        case successLatency = "success_latency"
    }

    private struct Cell: Decodable {
        var cell = StreamLedger.Cell()
        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CellKey.self)
            cell.tally = try fields.row(.counts)
            cell.latency = try fields.histogram(.latency)
            cell.successLatency = try fields.histogram(.successLatency)
        }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        let tallies: [Tally<StreamCounter>] = try fields.rows(.steps)
        let p50 = try fields.durations(.p50)
        let p99 = try fields.durations(.p99)
        guard p50.count == tallies.count, p99.count == tallies.count else {
            throw damage("p50_ns and p99_ns need one value a step", decoder.codingPath)
        }
        ledger = StreamLedger(
            cells: try fields.decode([Cell].self, forKey: .cells).map(\.cell),
            steps: tallies.indices.map { index in
                var step = StreamLedger.Step()
                step.tally = tallies[index]
                step.p50 = p50[index]
                step.p99 = p99[index]
                return step
            })
    }
}

struct SavedEdge: Decodable {
    let ledger: EdgeLedger

    enum Key: String, CodingKey { case cells, steps }

    enum CellKey: String, CodingKey {
        case counts, latency, rejection, peak
        case peakPerCaller = "peak_per_caller"
    }

    private struct Cell: Decodable {
        var cell = EdgeLedger.Cell()
        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CellKey.self)
            cell.tally = try fields.row(.counts)
            cell.latency = try fields.histogram(.latency)
            cell.rejection = try fields.histogram(.rejection)
            cell.peak = try fields.count(.peak)
            cell.peakPerCaller = try fields.count(.peakPerCaller)
        }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        ledger = EdgeLedger(
            cells: try fields.decode([Cell].self, forKey: .cells).map(\.cell),
            steps: try fields.rows(.steps))
    }
}

struct SavedService: Decodable {
    let ledger: ServiceLedger

    enum Key: String, CodingKey { case cells, steps, instances, deaths }

    private struct Death: Decodable {
        let death: ServiceLedger.Death

        enum Key: String, CodingKey {
            case instance, held
            case at = "at_ns"
            case again = "again_ns"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            death = ServiceLedger.Death(
                instance: try fields.count(.instance), at: try fields.instant(.at),
                held: try fields.count(.held),
                servingAgain: fields.contains(.again) ? try fields.instant(.again) : nil)
        }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        let path = decoder.codingPath
        let rows = try fields.decode([[Int64]].self, forKey: .cells)
        let counts = try fields.decode([Int64].self, forKey: .instances)
        guard counts.count.isMultiple(of: 3) else {
            throw damage("instances must be threes of instant, ready, started", path)
        }
        ledger = ServiceLedger(
            cells: try rows.map { try tally($0, path) }, steps: try fields.rows(.steps),
            instances: try stride(from: 0, to: counts.count, by: 3).map { index in
                ServiceLedger.InstanceCount(
                    at: try Recordings.instant(counts[index], path),
                    ready: try Recordings.count(Int(counts[index + 1]), path),
                    started: try Recordings.count(Int(counts[index + 2]), path))
            },
            deaths: try fields.decode([Death].self, forKey: .deaths).map(\.death))
    }
}

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
