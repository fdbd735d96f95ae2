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
            restarted. A call that is optional, has a fallback, or stands in one branch of `any` \
            while another does without its callee, counts only when it may take longer than the \
            probe's `timeout`.
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
        let made = outgoing[number].map { calls[$0] }
        let steps = self.endpoint(endpoint).steps
        if let call = made.first(where: { fails(steps, without: $0.to.service) }) { return call }
        guard let hung = times.hung[number], hung.total > probe.timeout else { return nil }
        return made.first { $0.to == hung.callee }
    }

    /// Whether steps fail, or wait without end, when a service does not answer.
    private func fails(_ steps: [Step], without callee: ServiceID) -> Bool {
        for step in steps {
            switch step {
            case .work, .cpu: continue
            case .respond(_, let chance): if chance == 1 { return false }
            case .call(let call): if fails(call, without: callee) { return true }
            case .all(let branches):
                if branches.contains(where: { fails($0, without: callee) }) { return true }
            case .any(let branches):
                if branches.allSatisfy({ fails($0, without: callee) }) { return true }
            case .repeat(_, _, let steps): if fails(steps, without: callee) { return true }
            }
        }
        return false
    }

    private func fails(_ call: Step.Call, without callee: ServiceID) -> Bool {
        guard call.to.service == callee else { return false }
        let policy = policy(call.policy)
        if policy.timeout == nil, policy.deadline == nil { return true }
        if call.isOptional { return false }
        guard let id = call.policy, let other = fallbackCall(of: id) else {
            return policy.fallback == nil
        }
        return fails(other, without: callee)
    }
}
