import Recordings
import Timebase
import Topologies

/// How many instances of a service were ready and started, over time.
struct InstanceHistory {
    let service: ServiceID
    /// Ready, then started.
    let steps: Staircase
    let deaths: [Instant]

    static func all(in input: ReportInput) -> [InstanceHistory] {
        input.run.services.enumerated().map { service, ledger in
            InstanceHistory(
                service: service,
                steps: Staircase(
                    ledger.instances.map {
                        .init(at: $0.at, values: [Double($0.ready), Double($0.started)])
                    }),
                deaths: ledger.deaths.map(\.at))
        }
    }

    var changed: Bool { steps.steps.count > 1 || !deaths.isEmpty }

    /// The most instances ready or started at once.
    var most: Double { steps.steps.map { max($0.values[0], $0.values[1]) }.max() ?? 0 }

    /// Such as `2 to 7 ready, 3 died`.
    var remark: String {
        let ready = steps.steps.map { Int($0.values[0]) }
        let (least, most) = (ready.min() ?? 0, ready.max() ?? 0)
        let span = least == most ? "\(most) ready" : "\(least) to \(most) ready"
        return deaths.isEmpty ? span : "\(span), \(deaths.count) died"
    }
}
