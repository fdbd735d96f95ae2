import Chance
import Timebase

extension Balancer {
    /// The member that the next call goes to where members differ in weight.
    ///
    /// - Round robin is nginx's smooth weighted one (``Turn``); Envoy's and gRPC's earliest
    ///   deadline first gives the same shares in another order.
    /// - Random takes a member in proportion to its weight, as nginx's `random` does.
    /// - Least requests and two choices take the smooth turn with weight ÷ (requests in flight
    ///   + 1), which is what Envoy's `LEAST_REQUEST` does with unequal weights.
    ///
    /// - Parameters:
    ///   - turn: of this list.
    ///   - weight: of the member at each place, now; above zero.
    mutating func pick(
        members: UnsafeBufferPointer<Int32>, turn: inout Turn, key: Key,
        weight: (Int) -> Double
    ) -> Int32 {
        guard members.count > 1 else { return members[0] }
        switch balance {
        case .roundRobin:
            return members[turn.next(count: members.count, weight: weight)]
        case .random:
            return members[Balancer.place(among: members.count, key, weight)]
        case .leastRequests, .twoChoices:
            let targets = self.targets
            pickedPlace = turn.next(count: members.count) { place in
                weight(place) / Double(targets.inFlight(members[place], near: place) + 1)
            }
            return members[pickedPlace]
        case .peakEWMA: preconditionFailure("peak EWMA knows no weights")
        }
    }

    private static func place(among count: Int, _ key: Key, _ weight: (Int) -> Double) -> Int {
        var total = 0.0
        for place in 0..<count { total += weight(place) }
        var generator = Generator(key)
        var left = generator.uniform() * total
        for place in 0..<count - 1 {
            left -= weight(place)
            if left < 0 { return place }
        }
        return count - 1
    }
}
