import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies

extension AdviceCase {
    /// Autoscalers that took instances away and brought them back: their window for shrinking is
    /// shorter than the load's own ups and downs.
    func flappingAutoscalers() -> [Finding] {
        judged(.autoscaling, .present).compactMap { score in
            guard let service = score.service, let path = score.path,
                let settings = scenario.topology.services[service].autoscale,
                let flaps = value("flaps", of: score), flaps > 0
            else { return nil }
            if case .targetTracking = settings.kind { return nil }
            let usual = Autoscaler.Rules.scaleDown.stabilisation
            guard settings.scaleDown.stabilisation < usual else { return nil }
            return finding(
                "it shrank and grew again within 5 min, \(Figure.text(flaps, unit: "per_h")): its "
                    + "window for shrinking is \(settings.scaleDown.stabilisation)",
                on: score.on, set: "\(path).scaleDown.window", to: "\(usual)",
                severity: 100 - (points("flaps", of: score) ?? 0),
                apply: {
                    $0.topology.services[service].autoscale?.scaleDown.stabilisation = usual
                })
        }
    }
}
