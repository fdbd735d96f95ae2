public import Chance
public import Timebase

/// Whom one caller instance sends to: the callee's instances, less those that health checks or
/// outlier ejection have put out, unless too few are left.
///
/// The panic is Envoy's `healthy_panic_threshold`: with a share of good instances below it all are
/// used, since a caller that believes most of them bad is more likely wrong itself, or would bury
/// the rest. As there it is no panic while 1.4 times the good share is all of the load.
/// The order is Envoy's as well: panic, then zones, then the balancer among those that are left.
public struct Roster: Hashable, Sendable {
    /// An instance of the callee.
    public struct Member: Hashable, Sendable {
        public var id: Int32
        /// Nil where there are none.
        public var zone: Int?
        public var weight: Double
        public init(id: Int32, zone: Int? = nil, weight: Double = 1) {
            self.id = id
            self.zone = zone
            self.weight = weight
        }
    }

    private struct Entry: Hashable, Sendable {
        var member: Member
        /// When it began to grow into its share.
        var since: Instant
        var isUp = true
        var isEjected = false
        var isGood: Bool { isUp && !isEjected }
    }

    /// A list that calls go to.
    private struct Group: Hashable, Sendable {
        var members: [Int32] = []
        /// Where each stands among the entries.
        var places: [Int] = []
        var turn = Turn()
        var isEven = true
        /// Until then somebody grows into its share.
        var growsUntil = Instant.start
    }

    private let settings: Balancer.Settings
    private let panic: Double
    private let zoneCount: Int
    private let ownZone: Int?
    private var entries: [Entry] = []
    /// All, the good ones, and the good ones of each zone.
    private var groups: [Group]
    private var callers: [Int]
    private var routing = ZoneRouting()
    /// Whether every instance is used since too few are good.
    public private(set) var isInPanic = false

    /// - Parameters:
    ///   - panic: below this share of good instances all are used; 0: never.
    ///   - ownZone: the caller's; nil where it has none, and then zones do not matter.
    public init(
        _ settings: Balancer.Settings, panic: Double, zoneCount: Int = 0, ownZone: Int? = nil
    ) {
        self.settings = settings
        self.panic = panic
        self.zoneCount = settings.zoneAware == nil || ownZone == nil ? 0 : zoneCount
        self.ownZone = ownZone
        groups = Array(repeating: Group(), count: 2 + self.zoneCount)
        callers = Array(repeating: 0, count: self.zoneCount)
    }

    /// The callee's instances, by rising id; what is known of those that stay is kept.
    public mutating func setMembers(_ members: [Member], now: Instant) {
        let old = entries
        entries = members.map { member in
            var entry = old.first { $0.member.id == member.id } ?? Entry(member: member, since: now)
            entry.member = member
            return entry
        }
        relist()
    }

    /// The caller service's instances in each zone.
    public mutating func setCallers(_ counts: [Int]) {
        guard zoneCount > 0 else { return }
        callers = counts
        route()
    }

    /// What health checks say of an instance.
    public mutating func setUp(_ id: Int32, _ isUp: Bool, now: Instant) {
        guard let place = place(of: id), entries[place].isUp != isUp else { return }
        entries[place].isUp = isUp
        if isUp { entries[place].since = now }
        relist()
    }

    /// What outlier ejection says of an instance.
    public mutating func setEjected(_ id: Int32, _ isEjected: Bool) {
        guard let place = place(of: id), entries[place].isEjected != isEjected else { return }
        entries[place].isEjected = isEjected
        relist()
    }

    /// The instance that the next call goes to; nil when there is none.
    ///
    /// - Parameter key: of this pick alone.
    public mutating func pick(with balancer: inout Balancer, key: Key, now: Instant) -> Int32? {
        var number = isInPanic ? 0 : 1
        if !isInPanic, let zone = routing.zone(key: key.child(1)) { number = 2 + zone }
        // Not the whole group: its turn would have two owners, and be copied when it is taken.
        let members = groups[number].members
        guard !members.isEmpty else { return nil }
        let isEven = groups[number].isEven && now >= groups[number].growsUntil
        return members.withUnsafeBufferPointer { members in
            guard !isEven else {
                return balancer.pick(
                    members: members, turn: &groups[number].turn, key: key, now: now)
            }
            let (entries, places) = (entries, groups[number].places)
            let slowStart = settings.slowStart
            return balancer.pick(members: members, turn: &groups[number].turn, key: key) { place in
                let entry = entries[places[place]]
                let factor = slowStart?.factor(age: now - entry.since) ?? 1
                return entry.member.weight * factor
            }
        }
    }

    private func place(of id: Int32) -> Int? { entries.firstIndex { $0.member.id == id } }

    private mutating func relist() {
        let good = entries.indices.filter { entries[$0].isGood }
        let share = Double(good.count) / Double(max(1, entries.count))
        isInPanic = share < panic && 140 * good.count < 100 * entries.count
        fill(0, with: Array(entries.indices))
        fill(1, with: good)
        for zone in 0..<zoneCount {
            fill(2 + zone, with: good.filter { entries[$0].member.zone == zone })
        }
        route()
    }

    private mutating func route() {
        guard let zoneAware = settings.zoneAware, let ownZone, zoneCount > 0 else { return }
        routing = ZoneRouting(
            zoneAware, callers: callers, callees: groups[2...].map(\.members.count), own: ownZone)
    }

    /// Makes a list anew; each member keeps what it is owed.
    private mutating func fill(_ number: Int, with places: [Int]) {
        let old = groups[number]
        var group = Group()
        group.members = places.map { entries[$0].member.id }
        group.places = places
        group.turn = old.turn
        group.turn.setPlaces(
            group.members.map { id in
                old.members.firstIndex(of: id).map { old.turn.owed(at: $0) } ?? 0
            })
        let weights = places.map { entries[$0].member.weight }
        group.isEven = weights.allSatisfy { $0 == weights[0] }
        if let slowStart = settings.slowStart {
            group.growsUntil = places.map { entries[$0].since + slowStart.window }.max() ?? .start
        }
        groups[number] = group
    }
}
