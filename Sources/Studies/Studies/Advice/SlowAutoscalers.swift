import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies

extension AdviceCase {
    /// Autoscalers whose first new instance came later than 30 s after the shortage began, or that
    /// were short of instances for longer than that; the slowest setting is named.
    func slowAutoscalers() -> [Finding] {
        judged(.autoscaling, .present).compactMap { score in
            guard let service = score.service, let path = score.path,
                let settings = scenario.topology.services[service].autoscale,
                let reaction = value("reaction", of: score)
            else { return nil }
            let short = (value("time_under", of: score) ?? 0) * secondsAfterWarmup
            guard reaction > 30 || short > 30 else { return nil }
            guard let change = change(settings, service) else { return nil }
            let text =
                "instances were missing for \(Figure.text(short, unit: "s")), and the first new "
                + "one was ready \(Figure.text(reaction, unit: "s")) after the load had "
                + "outgrown them"
            return finding(
                text, on: score.on, set: "\(path).\(change.key)", to: change.value,
                severity: 100 - (score.score ?? 0),
                apply: { $0.topology.services[service].autoscale = change.settings })
        }
    }

    private var secondsAfterWarmup: Double { (runs.run.duration - runs.run.warmup).seconds }

    private struct Change {
        var key: String
        var value: String
        var settings: Autoscaler.Settings
    }

    /// The setting that holds growth up most: how often it looks, how long it waits to be sure,
    /// how little it adds, how many it may have.
    private func change(_ now: Autoscaler.Settings, _ service: ServiceID) -> Change? {
        var better = now
        let most = runs.run.services[service].instances.map(\.started).max() ?? 0
        if most >= now.max {
            better.max = now.max * 2
            return Change(key: "max", value: "\(better.max)", settings: better)
        }
        if case .targetTracking = now.kind { return nil }
        let window = now.scaleUp.stabilisation
        let pace = timeToDouble(now.scaleUp, from: scenario.topology.services[service].replicas)
        if now.scaleUp.select == .disabled || pace > max(now.every.seconds, window.seconds, 15) {
            better.scaleUp = .scaleUp
            let value =
                "{ window: \"0s\", policies: [{ percent: 100, per: \"15s\" }, "
                + "{ instances: 4, per: \"15s\" }] }"
            return Change(key: "scaleUp", value: value, settings: better)
        }
        if window > now.every {
            better.scaleUp.stabilisation = .zero
            return Change(key: "scaleUp.window", value: "0s", settings: better)
        }
        if now.every > .seconds(5) {
            better.every = .seconds(5)
            return Change(key: "every", value: "5s", settings: better)
        }
        if case .utilization(let target) = now.target, target > 0.5 {
            better.target = .utilization(0.5)
            return Change(key: "target.utilization", value: "0.5", settings: better)
        }
        return nil
    }

    /// How long the scale-up steps take to double so many instances.
    private func timeToDouble(_ rules: Autoscaler.Rules, from count: Int) -> Double {
        let paces = rules.steps.map { step -> Double in
            let added: Double =
                switch step.amount {
                case .instances(let instances): Double(instances)
                case .percent(let percent): max(1, Double(count) * percent / 100)
                }
            return step.per.seconds * max(1, Double(count) / added)
        }
        return (rules.select == .min ? paces.max() : paces.min()) ?? .infinity
    }
}
