/// The ledger of an edge as JSON has it, checked on the way in.
struct SavedEdge: Decodable {
    let ledger: EdgeLedger

    enum Key: String, CodingKey { case cells, steps }

    enum CellKey: String, CodingKey {
        case counts, latency, rejection, peak
        case peakPerCaller = "peak_per_caller"
        case staleAge = "stale_age_ns"
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
            if fields.contains(.staleAge) { cell.staleAge = try fields.duration(.staleAge) }
        }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        ledger = EdgeLedger(
            cells: try fields.decode([Cell].self, forKey: .cells).map(\.cell),
            steps: try fields.rows(.steps))
    }
}
