import ScenarioFiles
import Scenarios
import XCTest

/// A weakness written into the shop's topology, where the scenario named makes it hurt.
struct PlantedWeakness: Sendable {
    let scenario: ShippedScenario
    /// What stands in the topology, once, and what is written in its place.
    let old: String
    let new: String
    /// The edge or service that it weakens, and the start of the line that says so.
    let on: String
    let line: String
    /// Other protections that would hide it, taken out of both.
    var without: [String] = []
    /// Objectives that fail with it; all hold without.
    let hurts: Set<String>

    static let topology = "topologies/shop.json5"

    static let timeoutTenTimesTooLong = PlantedWeakness(
        scenario: ShippedScenario("slow-dependency/payments-slow.json5"),
        old: #"timeout: "300ms""#, new: #"timeout: "3s""#,
        on: "orders -> payments", line: #"timeout: "3s""#, hurts: ["checkout-up", "checkout-fast"])

    /// In the storm the budget stands alone: breaker and bulkhead would each end it, too.
    static let retriesWithoutABudget = PlantedWeakness(
        scenario: ShippedScenario("retries/retry-storm.json5"),
        old: """
            timeout: "200ms",
                  retry: {
                    attempts: 2,
                    backoff: { base: "10ms", max: "50ms", jitter: "full" },
                    budget: "20%",
                  },
            """,
        new: """
            timeout: "200ms",
                  retry: { attempts: 2, backoff: { base: "10ms", max: "50ms", jitter: "full" } },
            """,
        on: "gateway -> accounts", line: "retry: { attempts: 2, backoff:",
        without: ["breaker@gateway -> accounts", "bulkhead@gateway -> accounts"],
        hurts: ["account-back", "account-well", "few-retries"])

    static let openForTenMinutes = PlantedWeakness(
        scenario: ShippedScenario("slow-dependency/payments-slow.json5"),
        old: #"minimumCalls: 10, openFor: "2s""#, new: #"minimumCalls: 10, openFor: "10m""#,
        on: "orders -> payments", line: #"breaker: { window: { calls: 20 }"#,
        hurts: ["paid-again"])

    /// Orders have 48 slots.
    static let bulkheadWiderThanItsCallee = PlantedWeakness(
        scenario: ShippedScenario("isolation/orders-slow.json5"),
        old: "bulkhead: { concurrent: 16 }", new: "bulkhead: { concurrent: 400 }",
        on: "gateway -> orders", line: "bulkhead: { concurrent: 400 }",
        hurts: ["browse-up", "browse-fast"])

    static let autoscalerTooSlow = PlantedWeakness(
        scenario: ShippedScenario("autoscaling/spike.json5"),
        old: #"every: "3s", startup: "3s","#, new: #"every: "30s", startup: "3s","#,
        on: "catalog", line: #"every: "30s""#, hurts: ["browse-up"])

    static let all = [
        timeoutTenTimesTooLong, retriesWithoutABudget, openForTenMinutes,
        bulkheadWiderThanItsCallee, autoscalerTooSlow,
    ]

    /// The scenario with the weakness in it, and without.
    func load(isPlanted: Bool) throws -> Loaded {
        let text = try XCTUnwrap(ShippedScenario.text(of: Self.topology))
        XCTAssertEqual(text.components(separatedBy: old).count, 2, "\(old) is not there once")
        let changed = isPlanted ? text.replacingOccurrences(of: old, with: new) : text
        return try scenario.load(
            Overrides(without: without), replacing: [Self.topology: changed])
    }

    /// Where the weak setting stands: `topologies/shop.json5:63`.
    func place(in loaded: Loaded) throws -> String {
        let file = try XCTUnwrap(loaded.files.first { $0.path == Self.topology })
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
        let hits = lines.indices.filter { lines[$0].contains(line) }
        XCTAssertEqual(hits.count, 1, "\(line) stands in lines \(hits)")
        return "\(Self.topology):\(try XCTUnwrap(hits.first) + 1)"
    }
}
