public import Chance
import Faults
import Microservices
import Recordings
public import Scenarios
public import Timebase
public import Topologies
import Workloads

/// Who sends requests, and when: the arrival processes of open loops, overloads and spikes, and
/// the users of closed loops.
///
/// A machine without clock: it says when the next request of each is due, and what it is.
public struct LoadPlan: ~Copyable {
    let scenario: Scenario
    let seed: Key
    let end: Instant
    var sources = Table<Source>()
    var users: [User] = []
    /// What is due first, in the order in which it is to be armed.
    public private(set) var first: [Arming] = []

    /// Something that sends a request at an instant.
    public struct Arming: Hashable, Sendable {
        /// An arrival process, or a user.
        public var isUser: Bool
        public var number: Int32
        public var at: Instant
    }

    /// A request that is due.
    public struct DueRequest {
        public var stream: StreamID
        /// Which of the stream's clients sends it.
        public var client: Int
        public var key: Key
        /// The overload or spike that adds it, as a ledger number; −1 for the stream's own.
        public var fault: Int
        /// The user, or −1.
        public var user: Int32
    }

    /// What of the load is sent.
    public enum Extent: Hashable, Sendable {
        /// All of it, as the scenario says.
        case all
        /// Without overloads and spikes.
        case base
        /// Without them; the streams they fall on ramp up to 1.5 × their overload.
        case capacity
    }

    /// An arrival process and what its requests are.
    struct Source {
        var process: ArrivalProcess
        var stream: StreamID
        var fault: Int
        var key: Key
        var count = 0
    }

    /// A closed-loop user.
    struct User {
        var stream: StreamID
        var fault: Int
        var key: Key
        var until: Instant
        var sent = 0
    }

    /// No user sends two requests within less: a closed loop without think time and an answer
    /// that takes no time would otherwise never let the clock go on.
    private static let shortestThink = Duration.milliseconds(1)

    /// Lays out the load of a scenario.
    ///
    /// - Parameter faults: the overloads and spikes are noted in its ledgers as attempted.
    public init(
        _ scenario: Scenario, faults: inout FaultState, key: Key, extent: Extent
    ) {
        self.scenario = scenario
        seed = key
        end = .start + scenario.duration
        for (number, stream) in scenario.load.enumerated() {
            switch stream.demand {
            case .open(let rate, let arrivals):
                addOpen(number, rate, arrivals, extent, faults: &faults)
            case .closed(let users, _):
                let key = seed.child(.think).child(number).child(0)
                addUsers(users, of: number, key: key, fault: -1, from: .start, until: end)
            }
        }
        if extent == .all { addOverloads(faults) }
    }

    private mutating func addOverloads(_ faults: borrowing FaultState) {
        for (number, planned) in faults.planned.enumerated() where !planned.isLeashed {
            guard case .overload(let factor) = planned.fault.kind else { continue }
            for target in planned.fault.on {
                guard case .load(let stream) = target else { continue }
                for (occurrence, window) in planned.windows.enumerated() {
                    overload(stream, factor: factor, number, occurrence, window)
                }
            }
        }
    }

    private mutating func addOpen(
        _ stream: StreamID, _ rate: RateShape, _ arrivals: LoadStream.Arrivals,
        _ extent: Extent, faults: inout FaultState
    ) {
        let key = seed.child(.arrivals).child(stream)
        var base = rate
        if extent == .capacity, let peak = LoadPlan.capacityPeak(of: stream, rate, faults) {
            base = .ramp(from: rate.rate(at: .start), to: peak, over: scenario.duration)
        }
        let process = ArrivalProcess(
            rate: base, arrivals: arrivals, key: key, from: .start, until: end)
        addSource(process, stream, -1, key)
        guard extent == .all,
            let ledger = faults.ledgers.firstIndex(where: { $0.origin == .spike(stream) })
        else { return }
        let own = key.child(1 << 20)
        faults.ledgers[ledger].attempted = true
        let spike = ArrivalProcess(spikeOf: rate, arrivals: arrivals, key: own, until: end)
        if let spike { addSource(spike, stream, ledger, own) }
    }

    private mutating func overload(
        _ stream: StreamID, factor: Double, _ number: Int, _ occurrence: Int,
        _ window: PlannedFault.Window
    ) {
        let key = seed.child(.arrivals).child(stream).child(number + 1).child(occurrence)
        switch scenario.load[stream].demand {
        case .open(let rate, let arrivals):
            let process = ArrivalProcess(
                overload: factor, of: rate, arrivals: arrivals, key: key, from: window.from,
                until: window.to)
            if let process { addSource(process, stream, number, key) }
        case .closed(let users, _):
            let more = Int((Double(users) * (factor - 1)).rounded())
            let key = seed.child(.think).child(stream).child(number + 1).child(occurrence)
            addUsers(more, of: stream, key: key, fault: number, from: window.from, until: window.to)
        }
    }

    /// The rate to which a capacity run ramps an overloaded stream; nil for one that is not.
    private static func capacityPeak(
        of stream: StreamID, _ rate: RateShape, _ faults: borrowing FaultState
    ) -> Double? {
        var peak = 0.0
        if case .spike(_, let spike, _, _) = rate { peak = spike }
        for planned in faults.planned {
            guard case .overload(let factor) = planned.fault.kind,
                planned.fault.on.contains(.load(stream))
            else { continue }
            for window in planned.windows {
                peak = max(peak, factor * rate.rate(at: window.from))
            }
        }
        return peak > 0 ? 1.5 * peak : nil
    }

    private mutating func addSource(
        _ process: ArrivalProcess, _ stream: StreamID, _ fault: Int, _ key: Key
    ) {
        var source = Source(process: process, stream: stream, fault: fault, key: key)
        guard let first = source.process.next() else { return }
        sources.append(source)
        self.first.append(Arming(isUser: false, number: Int32(sources.count - 1), at: first))
    }

    /// The request of an arrival process that is due, and when its next one is; nil: never.
    public mutating func arrival(_ number: Int32) -> (request: DueRequest, next: Instant?) {
        let next = sources[number].process.next()
        let count = sources[number].count
        sources[number].count += 1
        let stream = sources[number].stream
        let clients = scenario.load[stream].clients
        let request = DueRequest(
            stream: stream, client: clients == 1 ? 0 : count % clients,
            key: sources[number].key.child(.request).child(count), fault: sources[number].fault,
            user: -1)
        return (request, next)
    }

    private mutating func addUsers(
        _ count: Int, of stream: StreamID, key: Key, fault: Int, from: Instant, until: Instant
    ) {
        for number in 0..<count {
            let user = key.child(number)
            users.append(User(stream: stream, fault: fault, key: user, until: until))
            let handle = Int32(users.count - 1)
            guard let next = thinks(handle, from: from) else { continue }
            first.append(Arming(isUser: true, number: handle, at: next))
        }
    }

    /// A user has begun to think: when it sends its next request; nil: never.
    public func thinks(_ user: Int32, from instant: Instant) -> Instant? {
        let user = users[Int(user)]
        guard case .closed(_, let think) = scenario.load[user.stream].demand else { return nil }
        let time = Sampler(think).sample(user.key.child(user.sent).child(.think))
        let next = instant + max(time, LoadPlan.shortestThink)
        return next < min(end, user.until) ? next : nil
    }

    /// The request that a user sends now.
    public mutating func request(of user: Int32) -> DueRequest {
        let number = Int(user)
        let key = users[number].key.child(users[number].sent).child(.request)
        users[number].sent += 1
        let stream = users[number].stream
        return DueRequest(
            stream: stream, client: number % scenario.load[stream].clients, key: key,
            fault: users[number].fault, user: user)
    }
}
