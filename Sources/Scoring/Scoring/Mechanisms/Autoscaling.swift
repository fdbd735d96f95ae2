import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies

/// Autoscaling: as many instances as the load needs, soon, and not many more.
///
/// Called for where it is configured, and at the bottleneck where shedding is called for.
/// - SeeAlso: Herbst et al., "Quantifying Cloud Performance and Dependability: Taxonomy, Metric
///   Design, and Emerging Challenges", ACM ToMPECS 3 (2018), for θ, τ and υ (SPEC RG).
extension Evidence {
    func judgeAutoscaling() -> [MechanismScore] {
        let calls = overloadedStreams.filter { passesCapacity($0) }.compactMap(bottleneck)
        return scenario.topology.services.indices.compactMap { service in
            let settings = scenario.topology.services[service].autoscale
            guard settings != nil || calls.contains(service) else { return nil }
            let measures = autoscalingMeasures(service, settings)
            return MechanismScore(
                mechanism: .autoscaling, on: .service(service),
                state: settings == nil ? .absent : .present, score: Measure.mean(measures),
                measures: measures, events: explanations(.autoscaling, onService: service),
                path: path(ofService: service, "autoscale"), weight: weight(ofService: service))
        }
    }

    private func autoscalingMeasures(
        _ service: ServiceID, _ settings: Autoscaler.Settings?
    ) -> [Measure] {
        let steps = steps(of: "run")
        guard let demand = demand(on: service, over: steps) else {
            let none = Observation.none("the need of instances is unknown: no slots, or no control")
            return [Measure("under_provisioned", "instances missing", none, unit: "ratio")]
        }
        return provisioningMeasures(demand, over: over(settings))
            + [
                Measure(
                    "reaction", "time from the first shortage to another ready instance",
                    reaction(of: service, demand, steps), unit: "s", good: 15, bad: 60),
                Measure(
                    "flaps", "scale-ins undone within 5 min",
                    settings == nil ? onlyWherePresent : flapsPerHour(of: service), unit: "per_h",
                    good: 0, bad: 12),
            ]
    }

    /// Why too many instances cannot be held against it; nil where they can.
    private func over(_ settings: Autoscaler.Settings?) -> String? {
        guard let settings else { return onlyWherePresent.reason }
        let over = faults.map { run.faults[$0].over }.max() ?? .start
        let (key, time) = settings.patience
        guard !faults.isEmpty, time > end - over else { return nil }
        let owner = key.prefix { $0 != "." }
        return "`\(owner)` looks back \(time), and only \(end - over) were left"
    }

    /// SPEC RG's accuracy θ (instances missing or too many ÷ instances needed, the mean over
    /// time), time share τ and instability υ.
    private func provisioningMeasures(_ demand: InstanceDemand, over reason: String?) -> [Measure] {
        let pairs = Array(zip(demand.needed, demand.ready))
        func mean(_ part: ((Double, Double)) -> Double) -> Observation {
            .value(pairs.reduce(0) { $0 + part($1) } / Double(pairs.count), samples: pairs.count)
        }
        let tooMany = reason.map { Observation.none($0) }
        return [
            Measure(
                "under_provisioned", "instances missing ÷ needed",
                mean { max(0, $0 - $1) / $0 }, unit: "ratio", good: 0, bad: 0.3),
            Measure(
                "over_provisioned", "instances too many ÷ needed",
                tooMany ?? mean { max(0, $1 - $0) / $0 }, unit: "ratio", good: 0, bad: 1),
            Measure(
                "time_under", "share of the time with too few instances",
                mean { $0 > $1 + 0.01 ? 1 : 0 }, unit: "ratio"),
            Measure(
                "time_over", "share of the time with too many instances",
                tooMany ?? mean { $1 > $0 + 0.01 ? 1 : 0 }, unit: "ratio"),
            Measure(
                "instability", "share of the time in which supply and demand move apart",
                instability(demand), unit: "ratio"),
        ]
    }

    private func instability(_ demand: InstanceDemand) -> Observation {
        let count = demand.needed.count
        guard count > 1 else { return .none("the run has a single step") }
        let apart = (1..<count).filter { index in
            let needed = (demand.needed[index] - demand.needed[index - 1]).signum
            return needed != (demand.ready[index] - demand.ready[index - 1]).signum
        }
        return .share(apart.count, of: count - 1, orElse: "")
    }

    /// Seconds from the first shortage to the first instant with more ready instances than then.
    private func reaction(
        of service: ServiceID, _ demand: InstanceDemand, _ steps: [Int]
    ) -> Observation {
        guard let first = demand.firstShortage else {
            return .none("the instances always sufficed for the load")
        }
        let begin = Instant.start + run.step * Int64(steps[first])
        let counts = run.services[service].instances
        let atFirst = counts.last { $0.at <= begin }?.ready ?? 0
        guard let more = counts.first(where: { $0.at > begin && $0.ready > atFirst }) else {
            return Observation(
                value: (end - begin).seconds, samples: 1, reason: "no instance was added",
                isAtLeast: true)
        }
        return .value((more.at - begin).seconds, samples: 1)
    }

    private func flapsPerHour(of service: ServiceID) -> Observation {
        let hours = length(of: cells(of: "run")).seconds / 3600
        guard hours > 0 else { return .none("the run is empty") }
        return .value(Double(flaps(of: service, in: "run", of: run)) / hours, samples: 1)
    }

    /// Scale-ins undone within 5 min. Read from the autoscaler's decisions, because a count of
    /// instances would take a death and its replacement for one.
    func flaps(of service: ServiceID, in phase: String, of recording: Recording) -> Int {
        var lastScaleIn: Instant?
        var flaps = 0
        for event in recording.events {
            guard case .scaled(service, let from, let to) = event.what else { continue }
            if to < from { lastScaleIn = event.at }
            guard to > from, let scaleIn = lastScaleIn else { continue }
            lastScaleIn = nil
            if isIn(phase, event.at), event.at - scaleIn <= .seconds(300) { flaps += 1 }
        }
        return flaps
    }
}

extension Double {
    fileprivate var signum: Int { self > 0 ? 1 : self < 0 ? -1 : 0 }
}
