import Microservices
import Recordings
import Scenarios
import Timebase
import Topologies

/// What is known of programs from outside: the attempts that their callers made of them.
struct ProgramMeters {
    private var totals: [ServiceID: [Int64]] = [:]

    init(_ topology: Topology) {
        for (service, settings) in topology.services.enumerated() {
            if case .reference = settings.implementation { continue }
            totals[service] = Array(repeating: 0, count: ServiceCounter.allCases.count)
        }
    }

    /// In the order of `ServiceCounter`; nil for a service that counts itself.
    func totals(of service: ServiceID) -> [Int64]? { totals[service] }

    mutating func note(_ attempt: AttemptFact, to service: ServiceID, at instant: Instant) {
        guard totals[service] != nil, attempt.outcome != .refused else { return }
        let time = (instant - attempt.began).nanoseconds
        for (counter, gain) in [
            (ServiceCounter.arrived, 1), (.started, 1), (.completed, 1), (.sojournTime, time),
            (.busyTime, time),
        ] {
            totals[service]![counter.rawValue] += gain
        }
    }
}
