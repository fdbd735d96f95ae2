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
            let own = "topology.services.\(pathStep(settings.name)).livenessProbe"
            let question = settings.ownQuestion
            let change = question.setting(at: own, of: probe)
            return finding(
                "its liveness probe asks \(path), which calls \(name): "
                    + "\(condemned) of its instances were killed for what \(name) did",
                on: .service(service), set: change.path, to: change.value, severity: 100,
                apply: { $0.topology.services[service].probes.liveness?.question = question })
        }
    }
}

extension Service {
    /// What can be asked of it without asking anybody else: `/health` beside its slots, an endpoint
    /// for the purpose that calls nobody, or whether its port accepts. Any other endpoint would
    /// have it killed when it is busy.
    fileprivate var ownQuestion: Probe.Question {
        func endpoint(_ path: String) -> Endpoint? { endpoints.first { $0.name == "GET \(path)" } }
        if endpoint("/health") == nil { return .get("/health") }
        let usual = ["/live", "/livez", "/liveness", "/healthz", "/ping", "/alive"]
        let own = usual.first { endpoint($0).map { $0.firstCallee == nil } ?? false }
        return own.map { .get($0) } ?? .accepts
    }
}

extension Probe.Question {
    /// The setting that makes a probe ask this and leaves the rest of it as it is.
    fileprivate func setting(
        at path: String, of probe: Probe.Settings
    ) -> (path: String, value: String) {
        guard case .get(let asked) = self else {
            // `tcpSocket` takes the place of `httpGet`: one key goes and another comes.
            return (
                path,
                "{ tcpSocket: true, initialDelay: \"\(probe.initialDelay)\", "
                    + "period: \"\(probe.period)\", timeout: \"\(probe.timeout)\", "
                    + "failureThreshold: \(probe.failureThreshold) }"
            )
        }
        return ("\(path).httpGet", asked)
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
