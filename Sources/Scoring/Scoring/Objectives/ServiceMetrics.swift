import Recordings
import Scenarios
import Timebase
import Topologies

extension Evidence {
    /// A metric of one service.
    func observeService(_ question: Question, in recording: Recording) -> Observation {
        guard case .service(let service) = question.subject else {
            return .none("\(question.metric.rawValue) is asked of a service")
        }
        let phase = question.phase
        let cells = cells(of: phase)
        guard length(of: cells) > .zero else { return .none("the phase `\(phase)` is empty") }
        let ledger = recording.services[service]
        switch question.metric {
        case .autoscalerFlaps:
            return .value(Double(flaps(of: service, in: phase, of: recording)), samples: 1)
        case .restarts: return .value(Double(restarts(of: ledger, in: phase)), samples: 1)
        case .requestsLostPerKill: return lostPerKill(of: service, in: phase)
        case .instancesMax: return mostInstances(of: ledger, in: phase)
        case .instancesSeconds:
            let started = ledger.total(over: cells)[.startedTime]
            return .value(Double(started) / 1e9, samples: 1)
        default: return .none("\(question.metric.rawValue) is not a figure of a service")
        }
    }

    /// Instances that served again after a death.
    private func restarts(of ledger: ServiceLedger, in phase: String) -> Int {
        ledger.deaths.filter { death in
            death.servingAgain.map { isIn(phase, $0) } ?? false
        }.count
    }

    /// The most ready instances at any time of the phase.
    private func mostInstances(of ledger: ServiceLedger, in phase: String) -> Observation {
        var most: Int?
        for (index, count) in ledger.instances.enumerated() {
            let next = index + 1 < ledger.instances.count ? ledger.instances[index + 1].at : end
            let overlaps = spans(of: phase).contains { $0.from < next && count.at < $0.to }
            if overlaps { most = max(most ?? 0, count.ready) }
        }
        return most.map { .value(Double($0), samples: 1) } ?? .none("no instance count is known")
    }
}
