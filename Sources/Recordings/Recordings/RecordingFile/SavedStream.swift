import Timebase

/// The ledger of a load stream as JSON has it, checked on the way in.
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
