import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies

extension AdviceCase {
    /// Restarts, health checks, bounded backlogs and autoscalers that a service called for and does
    /// not have.
    func missingOnServices() -> [Finding] {
        guard isHurt else { return [] }
        let absent = card.mechanisms.compactMap { score -> Finding? in
            guard score.state == .absent, let service = score.service, let path = score.path,
                let points = score.score, points < AdviceCase.goodEnough,
                let measure = worstMeasure(of: score),
                let addition = addition(score.mechanism, service: service)
            else { return nil }
            let key = path.split(separator: ".").last.map(String.init) ?? path
            if let restored, isTakenOut(key, on: name(of: score.on)),
                hasBack(key, restored.topology.services[service])
            {
                let all = Array(restored.topology.services.indices)
                let services = isTakenOutEverywhere(key) ? all : [service]
                return finding(
                    measure, on: score.on, puttingBack: key, severity: 100 - points
                ) { scenario in
                    for service in services {
                        let before = restored.topology.services[service]
                        scenario.topology.services[service].putBack(key, as: before)
                    }
                }
            }
            var found = finding(
                measure, on: score.on, set: path, to: addition.value, severity: 100 - points,
                apply: { addition.apply(&$0.topology.services[service]) })
            found.needsProof = true
            return found
        }
        return absent + missingHealthChecks()
    }

    private func hasBack(_ key: String, _ service: Service) -> Bool {
        switch key {
        case "restart": service.restart != nil
        case "autoscale": service.autoscale != nil
        case "backlog": service.backlog != nil
        default: false
        }
    }

    /// Services with several instances behind a broken edge whose callers never learn which of
    /// them to leave out.
    private func missingHealthChecks() -> [Finding] {
        let broken = card.mechanisms.compactMap(\.edge)
        return scenario.topology.services.indices.compactMap { service in
            let settings = scenario.topology.services[service]
            guard settings.health == nil, settings.replicas > 1,
                broken.contains(where: { scenario.callee(of: $0) == service })
            else { return nil }
            let path = "topology.services.\(pathStep(settings.name)).health"
            var found = finding(
                "no health check is set: callers keep sending to instances that do not answer",
                on: .service(service), set: path, to: "{ every: \"1s\", down: 2 }", severity: 60,
                apply: {
                    $0.topology.services[service].health = HealthCheck.Settings(
                        every: .seconds(1), down: 2)
                })
            found.needsProof = true
            return found
        }
    }

    private struct ServiceAddition {
        var value: String
        var apply: @Sendable (inout Service) -> Void
    }

    private func addition(_ mechanism: Mechanism, service: ServiceID) -> ServiceAddition? {
        switch mechanism {
        case .healing: return ServiceAddition(value: "{}") { $0.restart = Restart.Settings() }
        case .shedding:
            guard let backlog = reasonableBacklog(of: service) else { return nil }
            return ServiceAddition(value: "\(backlog)") { $0.backlog = backlog }
        case .autoscaling:
            let least = scenario.topology.services[service].replicas
            let settings = Autoscaler.Settings(
                min: least, max: 4 * least, target: .utilization(0.6), every: .seconds(5))
            let value =
                "{ min: \(least), max: \(4 * least), target: { utilization: 0.6 }, every: \"5s\" }"
            return ServiceAddition(value: value) { $0.autoscale = settings }
        default: return nil
        }
    }

    /// As many requests as the slots work off in a quarter of the shortest patience of those who
    /// call the service: who waits longer has given up before the answer is there.
    private func reasonableBacklog(of service: ServiceID) -> Int? {
        guard let slots = scenario.topology.services[service].concurrency,
            let phase = usual.windows.phase(named: "run")
        else { return nil }
        let total = usual.services[service].total(of: phase, in: usual.windows)
        let edges = (0..<scenario.edgeCount).filter { scenario.callee(of: $0) == service }
        let timeouts = edges.flatMap { scenario.policies(on: $0) }
            .compactMap { scenario.topology.policies[$0].policy.timeout }
        guard total[.started] > 0,
            let patience = (timeouts + scenario.load.map(\.slow)).min()
        else { return nil }
        let hold = Double(total[.busyTime]) / Double(total[.started])
        return max(1, Int(Double(slots) * Double(patience.nanoseconds) / 4 / max(1, hold)))
    }
}

extension Service {
    /// Takes over one setting of what the service was.
    fileprivate mutating func putBack(_ key: String, as before: Service) {
        switch key {
        case "restart": restart = before.restart
        case "autoscale": autoscale = before.autoscale
        case "backlog": backlog = before.backlog
        default: break
        }
    }
}
