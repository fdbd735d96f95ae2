/// How much a fleet holds on to, for tests that nothing is left behind and nothing grows with time.
extension Fleet {
    /// Requests, strands of steps, calls and attempts that exist now.
    package var liveCounts: [Int] {
        [requests.count, activities.count, calls.count, attempts.count]
    }
    /// The most of each that ever existed at once.
    package var mostCounts: [Int] {
        [requests.highWater, activities.highWater, calls.highWater, attempts.highWater]
    }
    /// Slots, places in backlogs and bulkheads, and calls in flight, as their owners count them.
    package var heldCount: Int {
        var sum = 0
        for host in 0..<hosts.count { sum += Int(hosts[host].busy) + Int(hosts[host].waiting) }
        for channel in 0..<channels.count { sum += Int(channels[channel].inFlight) }
        for guardian in 0..<guardians.count {
            sum += Int(guardians[guardian].inUse) + Int(guardians[guardian].queued)
        }
        return sum
    }
    package var isIdle: Bool {
        requests.count + activities.count + calls.count + attempts.count == 0
    }
}
