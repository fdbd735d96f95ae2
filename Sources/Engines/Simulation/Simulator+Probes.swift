import Chance
import Experiments
import Faults
import Microservices
import Timebase

/// Health checks cross the edges like attempts do: they travel, and faults fall on them.
extension Simulator {
    mutating func sendProbe(_ probe: Int32) {
        guard let route = fleet.probeRoute(probe) else { return }
        switch judge(probe: route, .request) {
        case .pass: pass(probe, .probeArrives, after: .zero)
        case .delay(let time): pass(probe, .probeArrives, after: time)
        case .error, .refuse, .reset: pass(probe, .probeFails, after: .zero)
        case .hold: break
        }
    }

    mutating func probeArrives(_ probe: Int32) {
        guard let route = fleet.probeRoute(probe), !conductor.hosts[route.to].isPaused else {
            return
        }
        guard fleet.isServing(route.to) else { return pass(probe, .probeFails, after: .zero) }
        switch judge(probe: route, .answer) {
        case .pass: pass(probe, .probeSucceeds, after: .zero)
        case .delay(let time): pass(probe, .probeSucceeds, after: time)
        case .error, .refuse, .reset: pass(probe, .probeFails, after: .zero)
        case .hold: break
        }
    }

    /// One that would come after its timeout is not sent on, or it would count for a later one.
    private mutating func pass(_ probe: Int32, _ kind: EventKind, after delay: Duration) {
        guard let route = fleet.probeRoute(probe) else { return }
        var at = now + delay
        if hasNetwork, route.edge < entryEdges {
            let purpose: Purpose = kind == .probeArrives ? .networkRequest : .networkAnswer
            let isNear = conductor.hosts[route.from].zone == conductor.hosts[route.to].zone
            let key = key(of: route).child(purpose)
            at = at + (isNear ? network.sample(key) : crossZoneNetwork.sample(key))
        }
        if at < route.answerBy { queue.push(kind, probe, at: at) }
    }

    private mutating func judge(probe route: Fleet.ProbeRoute, _ side: Fault.Side) -> EdgeVerdict {
        guard conductor.faults.isActive(on: route.edge) else { return .pass }
        return judge(
            edge: route.edge, from: route.from, to: route.to, side, endpoint: "GET /health",
            key: key(of: route))
    }

    private func key(of route: Fleet.ProbeRoute) -> Key {
        seed.child(.instance).child(Int(route.from)).child(Int(route.to))
            .child(Int(route.answerBy.nanoseconds))
    }
}
