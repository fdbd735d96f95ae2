import Reports
import Scenarios
import Scoring
import Timebase

extension SampleShop {
    static let place = SourcePlace(file: "Scenarios/topologies/shop.json5", line: 14, column: 22)

    static var scorecard: Scorecard {
        Scorecard(
            verdict: .fail,
            reasons: [
                "`checkout-up` failed: availability of checkout in `faults` is 71.5 %, "
                    + "at least 99 % was asked"
            ],
            overall: 68.4, damageAvoided: 0.81, outcome: outcome, mechanisms: mechanisms,
            summaries: summaries,
            objectives: objectives,
            advice: [advice],
            ablation: [
                Ablation(
                    without: "breaker@orders -> payments", isRestored: true,
                    figures: .init(
                        verdict: .fail, overall: 41.2, availability: 0.61,
                        p99: .milliseconds(2000)),
                    mechanism: .breakers, mechanismScore: 12)
            ])
    }

    private static var advice: Advice {
        var advice = Advice(
            finding: "81 % of orders's slots were held by calls to payments",
            change: "set `timeout` to 60ms", on: "orders -> payments",
            path: "topology.policies.careful.timeout", place: place,
            set: "topology.policies.careful.timeout=60ms", outcomeNow: 68.4, outcomeThen: 91.2)
        advice.effects = [.init(objective: 0, observed: 0.994, held: true, isBest: true)]
        return advice
    }

    private static var outcome: Scorecard.Outcome {
        func measures(_ kept: Double, _ slow: Double, _ recovery: Double) -> [Measure] {
            [
                Measure(
                    name: "kept_goodput", title: "goodput kept in the worst fault window",
                    value: kept, unit: "ratio", good: 1, bad: 0.5),
                Measure(
                    name: "slow_share", title: "requests slower than `slow`, over control",
                    value: slow, unit: "ratio", good: 0, bad: 0.2),
                Measure(
                    name: "recovery", title: "time to recover from the worst fault",
                    value: recovery, unit: "s", good: 1, bad: 60),
            ]
        }
        return .init(
            streams: [
                .init(stream: 0, score: 31.4, measures: measures(0.63, 0.29, 4)),
                .init(stream: 1, score: 99.2, measures: measures(1, 0.004, 0)),
            ], worst: 0)
    }

    private static var summaries: [MechanismSummary] {
        Mechanism.allCases.map { mechanism in
            let own = mechanisms.first { $0.mechanism == mechanism }
            return MechanismSummary(
                mechanism: mechanism, score: own?.score,
                reason: own?.score == nil ? "not called for" : nil)
        }
    }

    private static var mechanisms: [MechanismScore] {
        [
            MechanismScore(
                mechanism: .breakers, on: .edge(2), state: .present, score: 84.6,
                measures: [
                    Measure(
                        name: "still_reached",
                        title: "calls that still reached the dead edge, from 1 s on", value: 0.102,
                        unit: "ratio", good: 0, bad: 0.5),
                    Measure(
                        name: "closed_after",
                        title: "time from the edge's healing until calls reached it again",
                        value: 4.1, unit: "s", good: 1, bad: 60),
                    Measure(
                        name: "false_opens", title: "openings on harmless traffic", value: nil,
                        unit: "count", reason: "there is no companion run yet"),
                ],
                events: [.init(at: .start + .milliseconds(31_200), what: "it opened")],
                path: "topology.policies.careful.breaker", weight: 4800),
            MechanismScore(
                mechanism: .timeouts, on: .edge(2), state: .present, score: 38.2,
                measures: [
                    Measure(
                        name: "slots_held", title: "caller's slots held by the faulty edge",
                        value: 0.81, unit: "ratio", good: 0.1, bad: 0.9),
                    Measure(
                        name: "within_patience", title: "attempts within the caller's patience",
                        value: 0.8, unit: "ratio", good: 1, bad: 0.5),
                ], path: "topology.policies.careful.timeout", weight: 4800),
            MechanismScore(
                mechanism: .bulkheads, on: .edge(2), state: .absent, score: 55,
                measures: [
                    Measure(
                        name: "slots_taken", title: "slots taken ÷ control's peak", value: 5.2,
                        unit: "ratio", good: 1, bad: 10)
                ], weight: 4800),
            MechanismScore(
                mechanism: .healing, on: .service(2), state: .absent, score: 92,
                measures: [
                    Measure(
                        name: "replaced", title: "time until a replacement served", value: 4.5,
                        unit: "s", good: 2, bad: 32)
                ], weight: 4800),
            MechanismScore(
                mechanism: .autoscaling, on: .service(2),
                state: .notCalledFor("it is not configured and load never passed capacity"),
                score: nil),
        ]
    }

    private static var objectives: [ObjectiveResult] {
        func result(
            _ index: Int, _ observed: Double?, _ target: Double, _ held: Bool?, _ margin: Double?,
            _ samples: Int, _ reason: String? = nil
        ) -> ObjectiveResult {
            ObjectiveResult(
                objective: index, observed: observed, target: target, held: held, margin: margin,
                samples: samples, from: .start + .seconds(30), to: .start + .seconds(65),
                reason: reason)
        }
        return [
            result(0, 0.715, 0.99, false, -0.275, 4210),
            result(1, 49.2, 250, true, 200.8, 10_480),
            result(2, 1.2, 3, true, 1.8, 3),
            result(
                3, nil, 5, nil, nil, 0, "3 of the 5 bins that it takes are left after the fault"),
        ]
    }

    static var input: ReportInput {
        ReportInput(
            scenario: scenario, file: "Scenarios/slow-payments.json5", version: "0.1.0",
            digest: "sha256:5e1f", overrides: ["--set load.checkout.rate=120"],
            inputText: "{\"title\":\"Payments slow down\"}", run: run, control: control,
            scorecard: scorecard)
    }
}
