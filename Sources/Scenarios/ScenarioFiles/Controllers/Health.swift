import Resilience
import Timebase

extension ObjectTable {
    package static let health = ObjectTable(
        "Health", "Probes that take an instance out of its callers' lists and bring it back.",
        [
            KeyRow(
                "every", "duration of at least 1ms", default: "10s", from: "Kubernetes",
                "The period."),
            KeyRow(
                "jitter", "duration", default: "0s", from: "Envoy (`interval_jitter`)",
                "Up to so much longer, drawn for each period."),
            KeyRow(
                "timeout", "duration above zero", default: "1s", from: "Kubernetes",
                "A probe without an answer by then has failed."),
            KeyRow(
                "down", "count from 1", default: 3, from: "Kubernetes",
                "Failures in a row that take it out."),
            KeyRow(
                "up", "count from 1", default: 1, from: "Kubernetes",
                "Successes in a row that bring it back."),
        ])
}

extension Node {
    func health() -> HealthCheck.Settings? {
        guard let fields = Fields(self, .health) else { return nil }
        return HealthCheck.Settings(
            every: fields["every"]?.period() ?? .seconds(10),
            jitter: fields["jitter"]?.duration() ?? .zero,
            timeout: fields["timeout"]?.duration(aboveZero: true) ?? .seconds(1),
            down: fields["down"]?.count(in: 1...1000) ?? 1,
            up: fields["up"]?.count(in: 1...1000) ?? 1)
    }
}
