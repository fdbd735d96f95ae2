package import Scenarios

/// What the machines of a run hold on to, to see that nothing is left behind and that memory
/// follows what is in flight.
package struct Occupancy: Hashable, Sendable {
    /// Requests, strands of steps, calls and attempts that exist now.
    package var live: [Int]
    /// Slots, waiting places and calls that their owners count as taken.
    package var held: Int
    /// The most of each that ever existed at once.
    package var most: [Int]
    /// Of each service: requests that arrived and neither ended, were refused nor were lost.
    package var missing: [Int]
    /// Room for pending events, and for the timers in lanes.
    package var pending: Int
    package var timers: Int
    package var events: Int
}

/// Runs a scenario, and on until nothing is under way any more; nil if that takes more than `limit`
/// events.
package func occupancy(of scenario: Scenario, seed: UInt64, within limit: Int) -> Occupancy? {
    var simulator = Simulator(scenario, seed: seed, role: .run)
    while simulator.step(), !(simulator.isLoadStopped && simulator.fleet.isIdle) {
        if simulator.queue.pushed > limit { return nil }
    }
    return simulator.occupancy
}

extension Simulator {
    fileprivate var occupancy: Occupancy {
        var timers = 0
        for lane in 0..<lanes.count { timers += lanes[lane].room }
        let meters = scenario.topology.services.indices.map { fleet.meter(ofService: $0) }
        return Occupancy(
            live: fleet.liveCounts, held: fleet.heldCount, most: fleet.mostCounts,
            missing: meters.map { $0.arrived - $0.completed - $0.overflowed - $0.lost },
            pending: queue.room, timers: timers,
            events: queue.pushed)
    }
}
