import Recordings
import Resilience
import Scenarios
import Scoring
import Topologies

extension AdviceCase {
    /// Liveness probes that ask an endpoint which calls others, and that had instances killed while
    /// a fault was on: a restart heals no dependency.
    func dependentProbes() -> [Finding] {
        scenario.topology.services.indices.compactMap { service in
            let settings = scenario.topology.services[service]
            guard let probe = settings.probes.liveness, case .get(let path) = probe.question,
                let endpoint = settings.endpoints.first(where: { $0.name == "GET \(path)" }),
                let callee = endpoint.firstCallee
            else { return nil }
            let condemned = runs.run.events.count {
                if case .instanceCondemned(service, _) = $0.what { return true }
                return false
            }
            guard condemned > 0 else { return nil }
            let name = scenario.topology.services[callee].name
            return finding(
                "its liveness probe asks \(path), which calls \(name): "
                    + "\(condemned) of its instances were killed for what \(name) did",
                on: .service(service),
                set: "topology.services.\(pathStep(settings.name)).livenessProbe.httpGet",
                to: "/health", severity: 100,
                apply: {
                    $0.topology.services[service].probes.liveness?.question = .get("/health")
                })
        }
    }
}

extension Endpoint {
    /// Whom its steps call first.
    fileprivate var firstCallee: ServiceID? {
        var callee: ServiceID?
        for step in steps {
            step.visit { step in
                if callee == nil, case .call(let call) = step { callee = call.to.service }
            }
        }
        return callee
    }
}
