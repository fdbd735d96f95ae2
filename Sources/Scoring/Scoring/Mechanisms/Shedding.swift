import Recordings
import Scenarios
import Timebase
import Topologies
import Workloads

/// Shedding: what exceeds capacity is refused early, so that the rest is served as ever.
///
/// Called for when an overload offers a stream more than the capacity run could serve. Judged at
/// the bottleneck, whose bounded backlog is what refuses.
/// - SeeAlso: Beyer et al., *Site Reliability Engineering* (2016), ch. 21, "Handling Overload".
extension Evidence {
    func judgeShedding() -> [MechanismScore] {
        let calls = overloadedStreams.filter { passesCapacity($0) }
        return overloadedStreams.compactMap(bottleneck).uniqued().map { service in
            let own = calls.filter { bottleneck(of: $0) == service }
            let isBounded = scenario.topology.services[service].backlog != nil
            let state: MechanismScore.State
            if own.isEmpty {
                state = .notCalledFor(
                    capacity == nil
                        ? "there is no capacity run" : "the load offered was within capacity")
            } else {
                state = isBounded ? .present : .absent
            }
            let measures = own.isEmpty ? [] : sheddingMeasures(of: own)
            return MechanismScore(
                mechanism: .shedding, on: .service(service), state: state,
                score: Measure.mean(measures), measures: measures,
                events: explanations(.shedding, onService: service),
                path: path(ofService: service, "backlog"), weight: weight(ofService: service))
        }
    }

    /// Whether the overloads of a stream offer more requests a second than can be served.
    func passesCapacity(_ stream: StreamID) -> Bool {
        let cells = cells(ofFaults: overloads(of: stream))
        let offered = run.streams[stream].total(over: cells).tally[.requests]
        guard let capacity = capacity(of: stream) else { return false }
        return Double(offered) > capacity * length(of: cells).seconds
    }

    /// The service on a stream's way whose slots fill first as load rises: the one with the
    /// highest share of busy slots in the control run; the first of equals.
    func bottleneck(of stream: StreamID) -> ServiceID? {
        guard let control else { return nil }
        let cells = cells(of: "run")
        let loads = control.services.indices.compactMap { service -> (ServiceID, Double)? in
            let total = control.services[service].total(over: cells)
            guard routes.visits(of: service, by: stream) > 0, total[.slotTime] > 0 else {
                return nil
            }
            return (service, Double(total[.busyTime]) / Double(total[.slotTime]))
        }
        return loads.max { $0.1 == $1.1 ? $0.0 > $1.0 : $0.1 < $1.1 }?.0
    }

    private func sheddingMeasures(of overloaded: [StreamID]) -> [Measure] {
        let faults = overloaded.flatMap { overloads(of: $0) }
        let cells = cells(ofFaults: faults)
        let kept = overloaded.map { keptGoodput(of: $0, over: cells) }
        let slow = overloaded.map { slowShareOfServed(run.streams[$0].total(over: cells), $0) }
        return [
            Measure(
                "kept_goodput", "goodput kept under overload",
                kept.worst(by: <, orElse: "no stream was overloaded"),
                unit: "ratio", good: 0.95, bad: 0.2),
            Measure(
                "slow_admitted", "slow answers among the requests that were served",
                slow.worst(by: >, orElse: "no stream was overloaded"), unit: "ratio", good: 0,
                bad: 0.2),
            Measure(
                "critical_shed", "critical requests refused while sheddable ones were served",
                criticalShed(over: cells), unit: "ratio", good: 0, bad: 0.05),
        ]
    }

    private func criticalShed(over cells: [Int]) -> Observation {
        func total(_ priority: LoadStream.Priority) -> Tally<StreamCounter> {
            var sum = Tally<StreamCounter>()
            for stream in streams where scenario.load[stream].priority == priority {
                sum += run.streams[stream].total(over: cells).tally
            }
            return sum
        }
        let critical = total(.critical)
        guard critical[.requests] > 0, total(.sheddable)[.requests] > 0 else {
            return .none("there are no critical and sheddable streams side by side")
        }
        let refused = total(.sheddable).good > 0 ? critical[.rejected] : 0
        return .share(refused, of: critical[.requests], orElse: "")
    }

    /// The key path of a service's setting.
    func path(ofService service: ServiceID, _ key: String) -> String {
        "topology.services.\(pathStep(scenario.topology.services[service].name)).\(key)"
    }
}

extension Array where Element: Hashable {
    /// Each element once, where it first stands.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
