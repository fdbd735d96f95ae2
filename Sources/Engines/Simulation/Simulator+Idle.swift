package import Scenarios

/// What the machines of a run hold on to, to see that nothing is left behind and that memory
/// follows what is in flight.
package struct Occupancy: Hashable, Sendable {
    /// Requests, strands of steps, calls and attempts that exist now.
    package var live: [Int]
    /// The most of each that ever existed at once.
    package var most: [Int]
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
        return Occupancy(
            live: fleet.liveCounts, most: fleet.mostCounts, pending: queue.room, timers: timers,
            events: queue.pushed)
    }
}
