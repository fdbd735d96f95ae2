import Faults
import Resilience
import Scenarios

extension FaultKind {
    /// Kinds that fall on what watches over services.
    static let onPlatform: [FaultKind] = [
        FaultKind(
            "autoscaler-stuck", on: .services,
            says:
                "The source of its autoscaler's metrics fails. HPA and target tracking hold the "
                + "count; with only some metrics gone, HPA may still grow; KEDA falls back.",
            touched: "questions for metrics in vain",
            peers: "a metrics server, adapter or CloudWatch that is down",
            example: #"inject: "autoscaler-stuck", on: "db""#,
            rows: [
                KeyRow(
                    "metrics", "list of `utilization`, `inFlight`, `rate`, `queue`",
                    defaultText: "all", "Which metrics are gone.")
            ],
            read: { fields, _ in
                guard let node = fields["metrics"] else {
                    return .autoscalerStuck(metrics: Autoscaler.Target.Kind.allCases)
                }
                let kinds = node.elements(expected: "a list of metrics, such as [\"rate\"]")?
                    .compactMap { $0.word(Autoscaler.Target.Kind.self) }
                guard let kinds, !kinds.isEmpty else {
                    if kinds != nil { node.refuse(expected: "at least one metric") }
                    return nil
                }
                return .autoscalerStuck(metrics: kinds)
            })
    ]
}

extension FaultReader {
    /// An autoscaler that is not there cannot be stuck.
    func checkAutoscaler(_ fault: Fault, _ fields: Fields) {
        guard fault.kind.scope == .platform, let topology else { return }
        for case .service(let service, _) in fault.on
        where topology.services[service].autoscale == nil {
            let name = escaped(topology.services[service].name)
            fields["on"]?.report(
                "\(fields.node.name) falls on an autoscaler, and \(name) has none",
                expected: "a service with autoscale")
        }
    }
}
