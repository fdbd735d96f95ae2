import Recordings
import Scenarios
import Timebase
import Topologies

/// The events that explain a score: what the fault did, and what the mechanism said it did.
extension Evidence {
    private static let mostEvents = 24

    func explanations(_ mechanism: Mechanism, on judged: JudgedEdge) -> [MechanismScore.Explanation]
    {
        explanations { what in
            switch what {
            case .faultBegan(let fault), .faultEnded(let fault):
                judged.faults.contains(fault)
            case .breakerOpened(judged.edge, _), .breakerHalfOpened(judged.edge, _),
                .breakerClosed(judged.edge, _):
                mechanism == .breakers
            case .ejected(judged.edge, _, _), .readmitted(judged.edge, _, _),
                .panicBegan(judged.edge, _), .panicEnded(judged.edge, _):
                mechanism == .balancing
            default: false
            }
        }
    }

    func explanations(
        _ mechanism: Mechanism, onService service: ServiceID
    ) -> [MechanismScore.Explanation] {
        explanations { what in
            switch what {
            case .faultBegan(let fault), .faultEnded(let fault):
                self.run.faults[fault].services.contains(service)
                    || (mechanism != .healing && self.run.faults[fault].isOverload)
            case .instanceDied(service, _), .instanceServing(service, _),
                .instanceUnready(service, _), .instanceReady(service, _),
                .instanceCondemned(service, _):
                mechanism == .healing
            case .scaled(service, _, _): mechanism == .autoscaling
            case .markedDown(let edge, _), .markedUp(let edge, _):
                (mechanism == .healing || mechanism == .balancing)
                    && self.scenario.callee(of: edge) == service
            case .ejected(let edge, _, _), .readmitted(let edge, _, _):
                mechanism == .balancing && self.scenario.callee(of: edge) == service
            default: false
            }
        }
    }

    private func explanations(
        of explains: (Event.What) -> Bool
    ) -> [MechanismScore.Explanation] {
        var chosen: [MechanismScore.Explanation] = []
        for event in run.events where explains(event.what) && event.at >= .start + run.warmup {
            chosen.append(MechanismScore.Explanation(at: event.at, what: text(of: event.what)))
            if chosen.count == Evidence.mostEvents { break }
        }
        return chosen
    }

    /// What happened, in words.
    private func text(of what: Event.What) -> String {
        func callee(_ edge: EdgeID) -> String {
            scenario.topology.services[scenario.callee(of: edge)].name
        }
        func caller(_ edge: EdgeID, _ instance: Int) -> String {
            "\(scenario.callerName(of: edge))#\(instance)"
        }
        func name(_ service: ServiceID) -> String { scenario.topology.services[service].name }
        switch what {
        case .faultBegan(let fault): return "\(run.faults[fault].title) began"
        case .faultEnded(let fault): return "\(run.faults[fault].title) ended"
        case .breakerOpened(let edge, let instance):
            return "the breaker of \(caller(edge, instance)) to \(callee(edge)) opened"
        case .breakerHalfOpened(let edge, let instance):
            return "the breaker of \(caller(edge, instance)) to \(callee(edge)) half-opened"
        case .breakerClosed(let edge, let instance):
            return "the breaker of \(caller(edge, instance)) to \(callee(edge)) closed"
        case .instanceDied(let service, let instance): return "\(name(service))#\(instance) died"
        case .instanceServing(let service, let instance):
            return "\(name(service))#\(instance) served"
        case .instancePaused(let service, let instance):
            return "\(name(service))#\(instance) paused"
        case .instanceResumed(let service, let instance):
            return "\(name(service))#\(instance) resumed"
        case .instanceDrained(let service, let instance):
            return "\(name(service))#\(instance) was drained"
        case .instanceUnready(let service, let instance):
            return "\(name(service))#\(instance) was not ready"
        case .instanceReady(let service, let instance):
            return "\(name(service))#\(instance) was ready again"
        case .instanceCondemned(let service, let instance):
            return "\(name(service))#\(instance) failed its probe and was killed"
        case .scaled(let service, let from, let to):
            return "\(name(service)) went from \(from) to \(to) instances"
        case .markedDown(let edge, let instance):
            return "\(scenario.callerName(of: edge)) took \(callee(edge))#\(instance) out"
        case .markedUp(let edge, let instance):
            return "\(scenario.callerName(of: edge)) put \(callee(edge))#\(instance) back"
        case .ejected(let edge, let instance, let by):
            return "\(caller(edge, by)) ejected \(callee(edge))#\(instance)"
        case .readmitted(let edge, let instance, let by):
            return "\(caller(edge, by)) took \(callee(edge))#\(instance) back"
        case .panicBegan(let edge, let instance):
            return "\(caller(edge, instance)) began to use every \(callee(edge)), good or not"
        case .panicEnded(let edge, let instance):
            return "\(caller(edge, instance)) no longer uses every \(callee(edge))"
        }
    }
}

extension FaultLedger {
    /// `slow: latency on orders -> payments`, or without the name it does not have.
    package var title: String { (name.map { "\($0): " } ?? "") + "\(inject) on \(on)" }
}
