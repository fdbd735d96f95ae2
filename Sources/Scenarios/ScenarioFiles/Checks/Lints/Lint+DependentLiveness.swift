import Resilience
import Scenarios
import Timebase
import Topologies

extension Lint {
    /// Liveness probes that kill healthy instances for what somebody else does.
    static let dependentLiveness = Lint(
        "dependent-liveness",
        warnsOf: "a liveness probe of an endpoint that fails, or answers too late, when something "
            + "it calls does",
        arithmetic: """
            `failureThreshold` × `period`: so long after the dependency fails, every instance is \
            restarted. A call that is optional, or has a fallback, counts only when it may take \
            longer than the probe's `timeout`.
            """,
        remedy: "Let liveness ask `/health`, which calls nobody; keep dependencies out of it, or "
            + "for readiness at most.",
        source: "Kubernetes, \"Configure Liveness, Readiness and Startup Probes\": incorrect "
            + "liveness probes lead to cascading failures"
    ) { wiring in
        let times = CallTimes(wiring)
        var problems: [Problem] = []
        for (id, service) in wiring.scenario.topology.services.enumerated() {
            guard let probe = service.probes.liveness, case .get(let path) = probe.question,
                let endpoint = service.endpoints.firstIndex(where: { $0.name == "GET \(path)" }),
                let call = wiring.dependency(
                    of: EndpointReference(service: id, endpoint: endpoint), probe, times)
            else { continue }
            let name = wiring.name(id)
            let callee = wiring.name(call.to.service)
            let after = probe.period * Int64(probe.failureThreshold)
            problems.append(
                Problem(
                    at: wiring.place(of: "livenessProbe", inService: id),
                    found: "the livenessProbe of \(name) asks GET \(escaped(path)), which calls "
                        + "\(callee): \(probe.failureThreshold) × \(probe.period) = \(after) after "
                        + "\(callee) fails, every instance of \(name) is restarted",
                    advice: "A restart heals no dependency: let liveness ask /health."))
        }
        return problems
    }
}

extension Wiring {
    /// A call that lets an endpoint fail a probe when its callee does.
    fileprivate func dependency(
        of endpoint: EndpointReference, _ probe: Probe.Settings, _ times: CallTimes
    ) -> TopologyReader.Call? {
        let number = number(of: endpoint)
        let isLate = times.hung[number].map { $0.total > probe.timeout } ?? false
        return outgoing[number].map { calls[$0] }.first { call in
            let policy = policy(call.policy)
            let isHidden = call.isOptional || policy.fallback != nil
            let isBounded = policy.timeout != nil || policy.deadline != nil
            return !isHidden || !isBounded || isLate
        }
    }
}
