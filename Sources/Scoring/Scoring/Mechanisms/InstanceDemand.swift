import Recordings
import Scenarios
import Timebase
import Topologies

/// How many instances of a service the offered load needs, and how many there are, step by step.
struct InstanceDemand {
    /// The fewest instances whose slots would be at most 80 % busy, at least the service's
    /// `replicas`; the mean of five steps around each.
    var needed: [Double]
    /// The mean of the ready instances in each step.
    var ready: [Double]

    /// Where it begins to grow and the ready instances do not suffice, as a place in the arrays.
    var firstShortage: Int? {
        needed.indices.first { needed[$0] > needed[0] && needed[$0] > ready[$0] + 0.5 }
    }
}

extension Evidence {
    /// From the requests that users send, never from those that arrive: what a full gateway
    /// refuses is demand, too. The slot time of a request is the control run's.
    ///
    /// Nil where the service has no limit of slots, or no request in the control run.
    func demand(on service: ServiceID, over steps: [Int]) -> InstanceDemand? {
        guard let control, let slots = scenario.topology.services[service].concurrency
        else { return nil }
        let visits = streams.map { routes.visits(of: service, by: $0) }
        func arrivals(_ recording: Recording, _ step: Int) -> Double {
            streams.reduce(0) {
                $0 + visits[$1] * Double(recording.streams[$1].steps[step].tally[.requests])
            }
        }
        let usual = steps.reduce(0) { $0 + arrivals(control, $1) }
        let busy = steps.reduce(0) { $0 + control.services[service].steps[$1][.busyTime] }
        guard usual > 0, busy > 0 else { return nil }
        let perInstance = 0.8 * Double(slots) * Double(run.step.nanoseconds)
        let offered = steps.map { arrivals(run, $0) }
        let floor = Double(scenario.topology.services[service].replicas)
        let needed = offered.indices.map { index in
            let around = offered[max(0, index - 2)...min(offered.count - 1, index + 2)]
            let mean = around.reduce(0, +) / Double(around.count)
            return max(floor, (mean * Double(busy) / usual / perInstance).rounded(.up))
        }
        let ready = steps.map {
            Double(run.services[service].steps[$0][.readyTime]) / Double(run.step.nanoseconds)
        }
        return InstanceDemand(needed: needed, ready: ready)
    }
}
