import Chance
import Faults
import Microservices
import Recordings
import Resilience
import Timebase
import Topologies
import Workloads

/// An arrival process and what its requests are.
struct Source {
    var process: ArrivalProcess
    var stream: StreamID
    /// The overload or spike that adds them, as a ledger number; −1 for the stream's own.
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

extension Simulator {
    /// No user sends two requests within less: a closed loop without think time and an answer
    /// that takes no time would otherwise never let the clock go on.
    static let shortestThink = Duration.milliseconds(1)

    mutating func scheduleLoad() {
        for (number, stream) in scenario.load.enumerated() {
            switch stream.demand {
            case .open(let rate, let arrivals): addOpen(number, rate, arrivals)
            case .closed(let users, _):
                let key = seed.child(.think).child(number).child(0)
                addUsers(users, of: number, key: key, fault: -1, from: .start, until: end)
            }
        }
        guard role == .run else { return }
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
        _ stream: StreamID, _ rate: RateShape, _ arrivals: LoadStream.Arrivals
    ) {
        let key = seed.child(.arrivals).child(stream)
        var base = rate
        if role == .capacity, let peak = capacityPeak(of: stream, rate) {
            base = .ramp(from: rate.rate(at: .start), to: peak, over: scenario.duration)
        }
        let process = ArrivalProcess(
            rate: base, arrivals: arrivals, key: key, from: .start, until: end)
        addSource(process, stream, -1, key)
        guard role == .run,
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
    private func capacityPeak(of stream: StreamID, _ rate: RateShape) -> Double? {
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
        queue.push(.arrival, Int32(sources.count - 1), at: first)
    }

    mutating func nextArrival(_ handle: Int32) {
        if let next = sources[handle].process.next() { queue.push(.arrival, handle, at: next) }
        let number = sources[handle].count
        sources[handle].count += 1
        let stream = sources[handle].stream
        let key = sources[handle].key.child(.request).child(number)
        let count = clients[stream].count
        let client = clients[stream][count == 1 ? 0 : number % count]
        sendRequest(from: client, key: key, fault: sources[handle].fault, tag: -1)
    }

    private mutating func sendRequest(from client: Int32, key: Key, fault: Int, tag: Int32) {
        openRequests += 1
        sentRequests += 1
        if fault >= 0 { faults.ledgers[fault].requests += 1 }
        fleet.send(
            from: client, key: key, due: now, isExtra: fault >= 0, tag: tag, now: now)
    }

    private mutating func addUsers(
        _ count: Int, of stream: StreamID, key: Key, fault: Int, from: Instant, until: Instant
    ) {
        for number in 0..<count {
            let user = key.child(number)
            users.append(User(stream: stream, fault: fault, key: user, until: until))
            think(users.count - 1, from: from)
        }
    }

    private mutating func think(_ user: Int, from instant: Instant) {
        guard case .closed(_, let think) = scenario.load[users[user].stream].demand else { return }
        let time = Sampler(think).sample(users[user].key.child(users[user].sent).child(.think))
        let next = instant + max(time, Simulator.shortestThink)
        if next < min(end, users[user].until) { queue.push(.user, Int32(user), at: next) }
    }

    mutating func userSends(_ handle: Int32) {
        let user = Int(handle)
        let key = users[user].key.child(users[user].sent).child(.request)
        users[user].sent += 1
        let clients = clients[users[user].stream]
        sendRequest(
            from: clients[user % clients.count], key: key, fault: users[user].fault, tag: handle)
    }

    mutating func requestEnded(_ fact: RequestFact) {
        openRequests -= 1
        recorder.requestEnded(fact, now: now)
        if fact.tag >= 0 { think(Int(fact.tag), from: now) }
    }
}
