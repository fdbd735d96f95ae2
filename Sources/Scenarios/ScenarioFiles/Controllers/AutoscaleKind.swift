import Resilience
import Timebase

/// Whose autoscaler it is, by the format's word, with the keys that only it has.
enum AutoscaleKind: String, CaseIterable {
    case hpa, keda
    case targetTracking = "target-tracking"

    /// HPA looks every 15 s; a data point of CloudWatch is of a minute.
    var every: Duration { self == .targetTracking ? .seconds(60) : .seconds(15) }

    private static let ofHPA = [
        "tolerance", "scaleUp", "scaleDown", "initialReadinessDelay", "cpuInitializationPeriod",
        "forecast",
    ]
    private static let ofKEDA = ["pollingInterval", "cooldownPeriod", "activation", "fallback"]
    private static let ofTracking = ["scaleOutAfter", "scaleInAfter", "warmup", "disableScaleIn"]

    /// Reports keys of the other kinds; with KEDA an HPA does most of the work.
    func refuseOthersKeys(_ fields: Fields) {
        let foreign: [(keys: [String], of: String)] =
            switch self {
            case .hpa: [(Self.ofKEDA, "keda"), (Self.ofTracking, "target-tracking")]
            case .keda: [(Self.ofTracking, "target-tracking")]
            case .targetTracking: [(Self.ofHPA, "hpa or keda"), (Self.ofKEDA, "keda")]
            }
        for (keys, kind) in foreign {
            for key in keys where fields.has(key) {
                fields.written(key)?.report(
                    "\(fields.node.name).\(key) is nothing that the kind \(quoted(rawValue)) has",
                    expected: "the kind \(kind)")
            }
        }
    }

    /// The kind with its own settings.
    func kind(_ fields: Fields) -> Autoscaler.Kind {
        switch self {
        case .hpa: .hpa
        case .keda:
            .keda(
                ScaleToZero.Settings(
                    pollingInterval: fields["pollingInterval"]?.period() ?? .seconds(30),
                    cooldownPeriod: fields["cooldownPeriod"]?.duration() ?? .seconds(300),
                    activation: fields["activation"]?.number(
                        in: 0...1e6, expected: "a number from 0 to 1000000") ?? 0,
                    fallback: fields["fallback"]?.scalingFallback()))
        case .targetTracking:
            .targetTracking(
                TargetTracking.Settings(
                    outAfter: fields["scaleOutAfter"]?.count(in: 1...1000) ?? 3,
                    inAfter: fields["scaleInAfter"]?.count(in: 1...1000) ?? 15,
                    warmup: fields["warmup"]?.duration() ?? .seconds(300),
                    goesIn: fields["disableScaleIn"]?.flag() != true))
        }
    }
}

extension Node {
    fileprivate func scalingFallback() -> ScaleToZero.Fallback? {
        guard let fields = Fields(self, .autoscaleFallback),
            let replicas = fields["replicas"]?.count(in: 1...100_000)
        else { return nil }
        return ScaleToZero.Fallback(
            failureThreshold: fields["failureThreshold"]?.count(in: 0...1000) ?? 3,
            replicas: replicas)
    }
}
