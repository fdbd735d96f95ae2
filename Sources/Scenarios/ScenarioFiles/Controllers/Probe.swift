import Resilience
import Scenarios
import Timebase
import Topologies

extension ObjectTable {
    /// The service's keys that hold a probe, as in a Kubernetes container.
    static let probeKeys = ["startupProbe", "livenessProbe", "readinessProbe"]

    package static let probe = ObjectTable(
        "Probe",
        """
        A `startupProbe`, `livenessProbe` or `readinessProbe`, asked from beside the instance as \
        kubelet does, over no edge. With `httpGet` of a path that is an endpoint (`/live` for \
        `"GET /live"`) it is a request like any other: it waits for a slot, does the endpoint's \
        steps and calls what they call. Any other instance of a reference service answers \
        `/health` beside its slots. An instance that is there from the beginning has started and \
        is ready; one that is started later is ready when its probes say so.
        """,
        [
            KeyRow(
                "httpGet", "path", defaultText: "`/health`; of a program as its `ready` says",
                "What is asked; answered below 400 it succeeds."),
            KeyRow(
                "tcpSocket", "`true`", defaultText: "no",
                "Asks only whether the port accepts, as even a paused instance does."),
            KeyRow(
                "initialDelay", "duration", default: "0s",
                from: "Kubernetes (`initialDelaySeconds`)",
                "From the start of the process to the first probe."),
            KeyRow(
                "period", "duration of at least 1ms", default: "10s",
                from: "Kubernetes (`periodSeconds`)", "How often it asks."),
            KeyRow(
                "timeout", "duration of at least 1ms", default: "1s",
                from: "Kubernetes (`timeoutSeconds`)", "An answer that comes later is a failure."),
            KeyRow(
                "successThreshold", "count from 1; 1 but for readiness", default: 1,
                from: "Kubernetes", "Successes in a row that count."),
            KeyRow(
                "failureThreshold", "count from 1", default: 3, from: "Kubernetes",
                "Failures in a row that count."),
        ])
}

extension Node {
    func probe(_ kind: Probe.Kind) -> Probe.Settings? {
        guard let fields = Fields(self, .probe) else { return nil }
        var settings = Probe.Settings()
        if fields.has("httpGet") && fields.has("tcpSocket") {
            report("\(name) has both httpGet and tcpSocket", expected: "one of them")
        }
        if let path = fields["httpGet"]?.probePath() { settings.question = .get(path) }
        if let node = fields["tcpSocket"], let isAsked = node.flag() {
            if isAsked { settings.question = .accepts } else { node.refuse(expected: "true") }
        }
        settings.initialDelay = fields["initialDelay"]?.duration() ?? .zero
        settings.period = fields["period"]?.period() ?? .seconds(10)
        settings.timeout = fields["timeout"]?.period() ?? .seconds(1)
        settings.successThreshold = fields["successThreshold"]?.count(in: 1...1000) ?? 1
        settings.failureThreshold = fields["failureThreshold"]?.count(in: 1...1000) ?? 3
        if kind != .readiness, settings.successThreshold > 1 {
            fields["successThreshold"]?.refuse(expected: "1, as in Kubernetes; only readiness may")
        }
        return settings
    }

    private func probePath() -> String? {
        let expected = "a path, such as \"/health\""
        guard let path = text(expected: expected) else { return nil }
        guard path.hasPrefix("/"), Node.isEndpoint("GET \(path)") else {
            refuse(expected: expected)
            return nil
        }
        return path
    }
}

extension TopologyReader {
    /// A reference service answers its endpoints and `/health`.
    func checkProbes(_ service: Service, _ fields: Fields) {
        for (key, kind) in zip(ObjectTable.probeKeys, Probe.Kind.allCases) {
            guard case .get(let path) = service.probes[kind]?.question, path != "/health",
                !service.endpoints.contains(where: { $0.name == "GET \(path)" })
            else { continue }
            fields[key]?.report(
                "\(escaped(service.name)) has no endpoint \(quoted("GET \(path)")) for its \(key)",
                expected: "an endpoint of the service, or \"/health\"",
                suggestion: nearestWord(
                    to: "GET \(path)", among: service.endpoints.map(\.name)))
        }
    }

    /// A program is asked what it is asked when it starts, unless its probe says otherwise.
    func adoptReadiness(_ service: inout Service, _ fields: Fields) {
        guard case .command(let program) = service.implementation else { return }
        for (key, kind) in zip(ObjectTable.probeKeys, Probe.Kind.allCases) {
            let written = fields.written(key)?.tree
            guard written?["httpGet"] == nil, written?["tcpSocket"] == nil else { continue }
            let question: Probe.Question
            switch program.ready {
            case .answers(let path): question = .get(path)
            case .accepts, .command: question = .accepts
            }
            switch kind {
            case .startup: service.probes.startup?.question = question
            case .liveness: service.probes.liveness?.question = question
            case .readiness: service.probes.readiness?.question = question
            }
        }
    }
}
