public import Chance
public import Timebase

/// Picks the instance that a call goes to, for one caller and one callee service.
///
/// It knows only what this caller sees: its own requests in flight and how long its own took. Two
/// choices are drawn without replacement, as in Finagle's P2C; see ``Balance`` for the rest.
public struct Balancer: Hashable, Sendable {
    public let balance: Balance
    private var turn = Turn()
    private let offset: Int
    var targets = Targets()
    /// Where in its list the member picked last stood: where ``began(_:now:)`` looks first.
    var pickedPlace = 0

    /// - Parameter offset: where round robin begins, so that callers do not all begin at the first.
    public init(_ balance: Balance, offset: Int) {
        precondition(offset >= 0, "offset \(offset)")
        self.balance = balance
        self.offset = offset
    }

    /// Whether ``began(_:now:)`` and ``ended(_:took:now:)`` must be called.
    public var tracksTargets: Bool {
        switch balance {
        case .roundRobin, .random: return false
        case .leastRequests, .twoChoices, .peakEWMA: return true
        }
    }

    /// The member that the next call goes to.
    ///
    /// - Parameters:
    ///   - members: at least one, by rising id; may differ from call to call.
    ///   - key: of this pick alone.
    public mutating func pick(
        members: UnsafeBufferPointer<Int32>, key: Key, now: Instant
    ) -> Int32 {
        precondition(!members.isEmpty, "no member to pick from")
        if members.count == 1 {
            turn.last = members[0]
            return members[0]
        }
        if balance == .roundRobin { return turn.next(members, offset: offset) }
        return draw(members, key, now)
    }

    /// The same from one of several lists, each with its own turn.
    mutating func pick(
        members: UnsafeBufferPointer<Int32>, turn: inout Turn, key: Key, now: Instant
    ) -> Int32 {
        balance == .roundRobin ? turn.next(members, offset: offset) : draw(members, key, now)
    }

    private mutating func draw(
        _ members: UnsafeBufferPointer<Int32>, _ key: Key, _ now: Instant
    ) -> Int32 {
        guard members.count > 1 else { return members[0] }
        switch balance {
        case .roundRobin, .random:
            var generator = Generator(key)
            return members[generator.below(members.count)]
        case .leastRequests: return fewestInFlight(members, key)
        case .twoChoices:
            let (first, second) = Balancer.two(of: members.count, key)
            let a = targets.inFlight(members[first], near: first)
            let b = targets.inFlight(members[second], near: second)
            pickedPlace = b < a ? second : first
            return members[pickedPlace]
        case .peakEWMA:
            let (first, second) = Balancer.two(of: members.count, key)
            let a = targets.load(members[first], near: first, now: now)
            let b = targets.load(members[second], near: second, now: now)
            pickedPlace = b < a ? second : first
            return members[pickedPlace]
        }
    }

    /// A request went to `member`.
    public mutating func began(_ member: Int32, now: Instant) {
        switch balance {
        case .roundRobin, .random: break
        case .leastRequests, .twoChoices, .peakEWMA: targets.began(member, near: pickedPlace)
        }
    }

    /// A request to `member` ended, however it did, `took` after it began.
    public mutating func ended(_ member: Int32, took: Duration, now: Instant) {
        switch balance {
        case .roundRobin, .random: break
        case .leastRequests, .twoChoices: targets.ended(member)
        case .peakEWMA:
            targets.ended(member)
            targets.observe(member, took: took, now: now)
        }
    }

    private mutating func fewestInFlight(_ members: UnsafeBufferPointer<Int32>, _ key: Key) -> Int32
    {
        var fewest = Int32.max
        var ties = 0
        for (place, member) in members.enumerated() {
            let inFlight = targets.inFlight(member, near: place)
            if inFlight < fewest {
                fewest = inFlight
                ties = 1
            } else if inFlight == fewest {
                ties += 1
            }
        }
        var generator = Generator(key)
        var left = ties == 1 ? 0 : generator.below(ties)
        for (place, member) in members.enumerated()
        where targets.inFlight(member, near: place) == fewest {
            if left == 0 {
                pickedPlace = place
                return member
            }
            left -= 1
        }
        preconditionFailure("a fewest without a member")
    }

    /// Two different places below `count`, each pair as likely, in drawn order.
    private static func two(of count: Int, _ key: Key) -> (Int, Int) {
        var generator = Generator(key)
        let first = generator.below(count)
        let second = generator.below(count - 1)
        return (first, second < first ? second : second + 1)
    }
}
