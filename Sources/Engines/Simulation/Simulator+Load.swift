import Chance
import Experiments
import Microservices
import Timebase

extension Simulator {
    mutating func scheduleLoad() {
        for arming in load.first {
            queue.push(arming.isUser ? .user : .arrival, arming.number, at: arming.at)
        }
    }

    mutating func nextArrival(_ handle: Int32) {
        let (request, next) = load.arrival(handle)
        if let next { queue.push(.arrival, handle, at: next) }
        send(request)
    }

    mutating func userSends(_ handle: Int32) { send(load.request(of: handle)) }

    @inline(__always)
    private mutating func send(_ request: LoadPlan.DueRequest) {
        openRequests += 1
        sentRequests += 1
        if request.fault >= 0 { conductor.faults.ledgers[request.fault].requests += 1 }
        fleet.send(
            from: clients[request.stream][request.client], key: request.key, due: now,
            isExtra: request.fault >= 0, tag: request.user, now: now)
    }

    mutating func requestEnded(_ fact: RequestFact) {
        openRequests -= 1
        recorder.requestEnded(fact, now: now)
        if fact.tag >= 0, let next = load.thinks(fact.tag, from: now) {
            queue.push(.user, fact.tag, at: next)
        }
    }
}
