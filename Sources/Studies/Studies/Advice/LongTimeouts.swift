import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies

extension AdviceCase {
    /// Timeouts of more than ten times what an answer reasonably takes, or four times that where
    /// the wait did harm: attempts outlived their callers' patience or held their slots.
    func longTimeouts() -> [Finding] {
        judged(.timeouts, .present).compactMap { score in
            guard let edge = score.edge, let path = score.path, path.hasSuffix(".timeout"),
                let policy = scenario.policy(at: String(path.dropLast(".timeout".count))),
                let timeout = scenario.topology.policies[policy].policy.timeout,
                let better = reasonableTimeout(on: scenario.edges(under: policy))
            else { return nil }
            let harm = 100 - (score.measures.compactMap(\.score).min() ?? 100)
            guard timeout > better * Int64(10) || (harm > 50 && timeout > better * Int64(4)) else {
                return nil
            }
            let usual = usual(edge).latency.quantile(0.999) ?? .zero
            let held = value("slots_held", of: score).map {
                ", and calls held \(Figure.text($0, unit: "ratio")) of its caller's slots"
            }
            let p999 = Figure.text(usual.milliseconds, unit: "ms")
            let policyPath = scenario.topology.policies[policy].path
            return finding(
                "the timeout of \(timeout) is far above the \(p999) that 99.9 % of its answers "
                    + "take without faults" + (held ?? ""),
                on: score.on, set: path, to: "\(better)", severity: max(harm, 50),
                apply: changing(policyAt: policyPath) { $0.timeout = better })
        }
    }
}
