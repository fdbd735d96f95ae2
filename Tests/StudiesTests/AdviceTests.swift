import Resilience
import Scenarios
import Scoring
import Studies
import Timebase
import Topologies
import XCTest

/// Weaknesses planted in the shop are found by name and place, and none is where none is planted.
/// None of the scenarios has an objective, so none fails: the recordings alone tell.
final class AdviceTests: XCTestCase {
    private func advice(_ scenario: Scenario) -> [Advice] {
        study(scenario, seed: 1).scorecard.advice
    }

    /// The first advice, and the only one unless more is allowed, names orders -> payments, this
    /// setting and its place.
    private func expect(
        _ scenario: Scenario, path: String, set: String, isAlone: Bool = true, line: UInt = #line
    ) throws -> Advice {
        var scenario = scenario
        let key = "\(Shop.careful).\(path)"
        scenario.places[key] = SourcePlace(file: "shop.json5", line: 14, column: 22)
        let found = advice(scenario)
        let named = isAlone ? found : Array(found.prefix(1))
        XCTAssertEqual(named.map(\.on), ["orders -> payments"], line: line)
        let first = try XCTUnwrap(found.first, line: line)
        XCTAssertEqual(first.path, key, line: line)
        XCTAssertEqual(first.set, "\(key)=\(set)", line: line)
        XCTAssertEqual(first.place?.line, 14, line: line)
        return first
    }

    func test_nothingIsAdvised_whenTheShopIsWellProtected() {
        XCTAssertEqual(advice(Shop.slowPayments()), [])
    }

    func test_aTimeoutTenTimesTooLongIsNamed_withAValueFromTheControlRun() throws {
        let scenario = Shop.slowPayments { $0.plant { $0.timeout = .milliseconds(1500) } }
        // What waits for so long also fills the bulkhead on the way there.
        let found = try expect(scenario, path: "timeout", set: "60ms", isAlone: false)
        XCTAssertTrue(found.finding.hasPrefix("the timeout of 1.5s is far above"), found.finding)
    }

    func test_retriesWithoutABudgetAreNamed_whenTheyAddAFifthOfTheLoad() throws {
        let scenario = Shop.slowPayments {
            $0.plant { policy in
                policy.retry?.budget = nil
                policy.breaker = nil
            }
        }
        let found = try expect(
            scenario, path: "retry.budget", set: "{ ratio: 0.2, minPerSecond: 10 }")
        XCTAssertTrue(found.finding.hasPrefix("retries have no budget"), found.finding)
    }

    func test_openForOfTenMinutesIsNamed_becauseItCannotElapse() throws {
        let scenario = Shop.slowPayments { $0.plant { $0.breaker?.openFor = .seconds(600) } }
        let found = try expect(scenario, path: "breaker.openFor", set: "5s")
        XCTAssertEqual(
            found.finding,
            "its breaker stays open for 10m, which cannot elapse in the 40s left after the fault")
    }

    func test_aBulkheadWiderThanItsCalleeIsNamed_whenItLimitsNothing() throws {
        let scenario = Shop.slowPayments { $0.plant { $0.bulkhead?.concurrent = 200 } }
        let found = try expect(scenario, path: "bulkhead.concurrent", set: "8")
        XCTAssertTrue(
            found.finding.hasPrefix("its bulkhead of 200 is as wide as all 128 slots of payments"),
            found.finding)
    }

    func test_nothingIsAdvised_whenTheAutoscalerKeepsUpWithTheRush() {
        XCTAssertEqual(advice(Shop.rush()), [])
    }

    func test_anAutoscalerThatLooksTooSeldomIsNamed_whenInstancesAreMissing() throws {
        let found = advice(
            Shop.rush { $0.topology.services[Shop.orders].autoscale?.every = .seconds(60) })
        XCTAssertEqual(found.map(\.on), ["orders"])
        XCTAssertEqual(found.first?.set, "topology.services.orders.autoscale.every=5s")
    }

    func test_anAutoscalerThatAddsTooLittleIsNamed_whenInstancesAreMissing() throws {
        let found = advice(
            Shop.rush {
                $0.topology.services[Shop.orders].autoscale?.scaleUp = Autoscaler.Rules(
                    stabilisation: .zero,
                    steps: [Autoscaler.Step(.instances(1), per: .seconds(60))])
            })
        XCTAssertEqual(found.map(\.path), ["topology.services.orders.autoscale.scaleUp"])
    }

    func test_aBreakerThatWaitsForTooManyCallsIsNamed_whenItNeverOpened() throws {
        let scenario = Shop.slowPayments {
            $0.plant { policy in
                policy.breaker?.minimumCalls = 5000
            }
        }
        let found = advice(scenario)
        XCTAssertEqual(found.first?.path, "\(Shop.careful).breaker.minimumCalls")
    }

    func test_missingProtectionsAreNamed_whenStreamsAreHurt() {
        let scenario = Shop.slowPayments { $0.plant { $0 = .none } }
        let found = advice(scenario)
        XCTAssertEqual(found.first?.on, "orders -> payments")
        XCTAssertEqual(found.first?.path, "\(Shop.careful).timeout")
        XCTAssertEqual(found.first?.change, "add `timeout: 60ms`")
    }

    /// orders has an endpoint `/health` of its own, which asks payments: whatever else it is asked,
    /// its path must be another one.
    func test_aLivenessProbeOfADependencyIsNamed_andAsksThePortInstead() throws {
        let scenario = Shop.slowPayments {
            let orders = Shop.orders
            var probe = Probe.Settings(
                period: .seconds(1), timeout: .milliseconds(100), failureThreshold: 2)
            $0.topology.services[orders].endpoints.append(
                Endpoint(
                    name: "GET /health",
                    steps: [
                        .call(
                            Step.Call(
                                to: EndpointReference(service: Shop.payments, endpoint: 0),
                                policy: 0, isOptional: false))
                    ]))
            $0.topology.services[orders].probes.liveness = probe
            $0.topology.services[orders].restart = Restart.Settings()
            probe.question = .accepts
        }
        let first = try XCTUnwrap(advice(scenario).first)
        XCTAssertEqual(first.on, "orders")
        XCTAssertEqual(
            first.set,
            "topology.services.orders.livenessProbe={ tcpSocket: true, initialDelay: \"0s\", "
                + "period: \"1s\", timeout: \"100ms\", failureThreshold: 2 }")
        let live = Shop.slowPayments {
            $0 = scenario
            $0.topology.services[Shop.orders].endpoints.append(
                Endpoint(name: "GET /live", steps: []))
        }
        XCTAssertEqual(
            advice(live).first?.set, "topology.services.orders.livenessProbe.httpGet=/live")
    }

    /// Finagle's budget still lets 0.2 retries a call through, and ten a second: too many for the
    /// objective, so the tighter one is advised, though fewer calls end well with it.
    func test_aSettingIsTurnedFurther_whereItDoesNotMendTheObjectiveYet() throws {
        let scenario = Shop.slowPayments {
            $0.plant { policy in
                policy.retry?.budget = nil
                policy.breaker = nil
            }
            let edge = $0.topology.edges.firstIndex { $0.to == Shop.payments }!
            $0.objectives = [
                Objective(
                    id: "calm", expect: .retryAmplification, of: .edge(edge),
                    during: "faults", bound: .atMost(1.2))
            ]
        }
        let found = advice(scenario)
        let budget = try XCTUnwrap(found.first { $0.path == "\(Shop.careful).retry.budget" })
        XCTAssertEqual(
            budget.set, "\(Shop.careful).retry.budget={ ratio: 0.1, minPerSecond: 1 }")
        XCTAssertEqual(budget.effects.map(\.held), [true])
    }

    func test_adviceIsTriedAndOrderedByItsGain_whenAnObjectiveFailed() throws {
        let scenario = Shop.slowPayments {
            $0.plant { $0.timeout = .milliseconds(1500) }
            $0.objectives = [
                Objective(
                    id: "up", expect: .availability, of: .stream(0), during: "faults",
                    bound: .atLeast(0.99))
            ]
        }
        let card = study(scenario, seed: 1).scorecard
        XCTAssertEqual(card.verdict, .fail)
        let first = try XCTUnwrap(card.advice.first)
        XCTAssertEqual(first.path, "\(Shop.careful).timeout")
        let now = try XCTUnwrap(first.outcomeNow)
        let then = try XCTUnwrap(first.outcomeThen)
        XCTAssertEqual(now, card.overall)
        XCTAssertGreaterThan(then, now + 10)
        // The one objective that failed holds with it.
        XCTAssertEqual(first.effects.map(\.objective), [0])
        XCTAssertEqual(first.effects.map(\.held), [true])
        XCTAssertGreaterThanOrEqual(try XCTUnwrap(first.effects[0].observed), 0.99)
        XCTAssertEqual(card.advice.flatMap(\.effects).count { $0.isBest }, 1)
        XCTAssertTrue(first.effects[0].isBest)
        let gains = card.advice.compactMap(\.outcomeThen)
        XCTAssertEqual(gains, gains.sorted(by: >))
    }
}
