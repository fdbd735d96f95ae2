import Timebase

/// The ledger of a service as JSON has it, checked on the way in.
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
