import Chance
import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies

/// Healing: a dead instance is soon replaced, and few requests are lost meanwhile.
///
/// Called for when an instance dies.
/// - SeeAlso: Kubernetes, "Pod Lifecycle", for restarts and their back-off.
extension Evidence {
    func judgeHealing() -> [MechanismScore] {
        scenario.topology.services.indices.compactMap { service in
            let deaths = deaths(of: service, in: "run")
            guard !deaths.isEmpty else { return nil }
            let isPresent = scenario.topology.services[service].restart != nil
            let measures = healingMeasures(service, deaths)
            return MechanismScore(
                mechanism: .healing, on: .service(service), state: isPresent ? .present : .absent,
                score: Measure.mean(measures), measures: measures,
                events: explanations(.healing, onService: service),
                path: path(ofService: service, "restart"), weight: weight(ofService: service))
        }
    }

    /// The deaths of a service's instances within a phase.
    func deaths(of service: ServiceID, in phase: String) -> [ServiceLedger.Death] {
        run.services[service].deaths.filter { isIn(phase, $0.at) }
    }

    private func healingMeasures(
        _ service: ServiceID, _ deaths: [ServiceLedger.Death]
    ) -> [Measure] {
        let restart = scenario.topology.services[service].restart
        let startup = restart?.startup.typical.seconds ?? 0
        let held = max(1, Double(deaths.reduce(0) { $0 + $1.held }) / Double(deaths.count))
        return [
            Measure(
                "replaced", "time from a death until a replacement served",
                replacement(of: deaths, service, allowing: startup + 30), unit: "s", good: startup,
                bad: startup + 30),
            Measure(
                "lost_per_kill", "requests lost per death, beside those in flight",
                lostPerKill(of: service, in: "run"), unit: "count", good: held, bad: 10 * held),
            Measure(
                "healthy_restarted", "healthy instances restarted under overload",
                healthyRestarted(service, deaths), unit: "count", good: 0, bad: 1),
        ]
    }

    /// The mean time to a replacement. One that never came counts as the rest of the run, at least
    /// `limit`; a death later than `limit` before the end tells nothing unless it was replaced,
    /// and neither does an instance that its fault holds down for a while.
    private func replacement(
        of deaths: [ServiceLedger.Death], _ service: ServiceID, allowing limit: Double
    ) -> Observation {
        let free = deaths.filter { !isHeldDown($0, service) }
        guard !free.isEmpty else {
            return .none("the fault itself held the instance down", samples: deaths.count)
        }
        let times = free.compactMap { death -> Double? in
            if let again = death.servingAgain { return (again - death.at).seconds }
            let left = (end - death.at).seconds
            return left >= limit ? left : nil
        }
        guard !times.isEmpty else {
            return .none("the run ended too soon after the death to tell", samples: free.count)
        }
        return .value(times.reduce(0, +) / Double(times.count), samples: times.count)
    }

    /// Whether an instance was killed for a given time, after which it starts again of itself.
    private func isHeldDown(_ death: ServiceLedger.Death, _ service: ServiceID) -> Bool {
        faults.contains { fault in
            let ledger = run.faults[fault]
            return ["kill", "zone-outage"].contains(ledger.inject) && ledger.over > ledger.from
                && ledger.services.contains(service)
                && ledger.spans.contains { $0.from <= death.at && death.at < $0.to }
        }
    }

    /// Requests that fail in the run and not in its control, from each death until a replacement
    /// has served for 5 s, ÷ deaths; of the streams that pass the service.
    func lostPerKill(of service: ServiceID, in phase: String) -> Observation {
        guard let control else { return .noControl }
        let deaths = deaths(of: service, in: phase)
        guard !deaths.isEmpty else { return .none("no instance died") }
        let down = deaths.flatMap { death in
            steps(
                in: FaultLedger.Span(
                    from: .start + run.step * (death.at.nanoseconds / run.step.nanoseconds),
                    to: min(end, (death.servingAgain ?? end) + .seconds(5))))
        }
        let passing = streams.filter { routes.visits(of: service, by: $0) > 0 }
        var lost = 0
        for step in Set(down).sorted() {
            for stream in passing {
                let seen = run.streams[stream].steps[step].tally
                let usual = control.streams[stream].steps[step].tally
                lost += (seen[.requests] - seen.good) - (usual[.requests] - usual.good)
            }
        }
        return .value(Double(max(0, lost)) / Double(deaths.count), samples: deaths.count)
    }

    /// Deaths outside every fault that falls on the service.
    private func healthyRestarted(
        _ service: ServiceID, _ deaths: [ServiceLedger.Death]
    ) -> Observation {
        guard !overloadedStreams.isEmpty else { return .none("there was no overload") }
        let spans = faults.filter { run.faults[$0].services.contains(service) }
            .flatMap { run.faults[$0].spans }
        let healthy = deaths.filter { death in
            !spans.contains { $0.from <= death.at && death.at <= $0.to }
        }
        return .value(Double(healthy.count), samples: deaths.count)
    }
}
