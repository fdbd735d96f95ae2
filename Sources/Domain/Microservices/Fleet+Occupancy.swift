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
    package var isIdle: Bool {
        requests.count + activities.count + calls.count + attempts.count == 0
    }
}
