import ScenarioFiles
import XCTest

/// Files that the tests read, and what reading gives.
enum Shop {
    static let topology = """
        {
          name: "shop",
          network: { latency: { median: "200us", p99: "1ms" } },
          zones: ["a", "b"],
          policies: {
            careful: {
              timeout: "300ms",
              retry: { backoff: { base: "10ms", max: "100ms", jitter: "full" }, budget: "20%" },
              breaker: { window: { calls: 50 }, minimumCalls: 20, openFor: "2s", halfOpenCalls: 5 },
              bulkhead: { concurrent: 32 },
            },
            patient: {
              timeout: "1s", retry: { attempts: 2, on: ["refused"], budget: "20%" },
              breaker: { minimumCalls: 20, openFor: "2s", halfOpenCalls: 5 },
            },
          },
          services: {
            gateway: { replicas: 2, zones: "spread", concurrency: 64, backlog: 128, endpoints: {
              "GET /products": [{ work: "1ms" }, { call: "catalog GET /items", policy: "careful" }],
              "POST /orders": { idempotent: true, steps: [
                { work: "2ms" }, { call: "orders POST /orders", policy: "patient" }] },
            } },
            catalog: { endpoints: { "GET /items": [{ work: { mean: "1ms" } }] } },
            orders: { replicas: 3, endpoints: { "POST /orders": { idempotent: true, steps: [
              { work: { median: "3ms", p99: "12ms" } },
              { all: [
                { call: "inventory POST /reservations", policy: { timeout: "100ms" } },
                { call: "payments POST /charges", policy: "careful" }] },
              { call: "recommendations GET /similar", policy: "careful", optional: true },
            ] } } },
            inventory: { replicas: 2, restart: {}, endpoints: {
              "POST /reservations": [{ work: "2ms" }] } },
            payments: {
              replicas: 2, health: { every: "1s" }, restart: {},
              autoscale: { min: 2, max: 6, target: { utilization: "60%" },
                scaleDown: { window: "5s", policies: [{ percent: "100%", per: "1s" }] } },
              endpoints: { "POST /charges": { idempotent: true, steps: [
                { work: { uniform: ["2ms", "9ms"] } }, { respond: 500, chance: 0.01 }] } },
            },
            recommendations: { endpoints: { "GET /similar": [
              { repeat: 3, do: [{ work: "1ms" }], parallel: true }] } },
          },
        }
        """

    static let scenario = """
        {
          title: "Payments slow down",
          why: "A slow dependency must not take checkout down with it.",
          topology: "topologies/shop.json5",
          engine: "simulate", seeds: 1, seed: 42,
          duration: "90s", warmup: "10s",
          steady: { availability: "99%" },
          load: {
            checkout: { send: "gateway POST /orders", rate: 120,
              timeout: "2s", slow: "500ms", priority: "critical" },
            browse: { send: "gateway GET /products", rate: { from: 50, to: 400, over: "60s" } },
            admin: { send: "gateway GET /products", users: 20, think: "1s" },
          },
          faults: [
            { name: "slow", at: "30s", for: "20s",
              inject: "latency", on: "orders -> payments", delay: "800ms", jitter: "200ms" },
            { at: "40s", inject: "kill", on: "inventory[1]" },
          ],
          objectives: [
            { id: "checkout-up", expect: "availability", of: "checkout",
              during: "faults", atLeast: "99%" },
            { id: "browse-near", expect: "latency.p99", of: "browse",
              during: "slow", atMost: 1.5, relativeTo: "control" },
            { id: "back-soon", expect: "recovery", of: "checkout", atMost: "5s" },
            { id: "breaker-opens", expect: "breaker.opened", of: "orders -> payments",
              atMost: "3s", severity: "warn" },
          ],
        }
        """

    static let files = ["shop.json5": scenario, "topologies/shop.json5": topology]

    /// Reads the scenario at `path` of the files given; others do not exist.
    static func read(
        _ path: String = "shop.json5", _ files: [String: String] = files,
        overrides: Overrides = Overrides()
    ) -> Result<Loaded, Problems> {
        readScenario(path, overrides: overrides) { path in
            files[path].map { .success(Array($0.utf8)) } ?? .failure(.missing)
        }
    }

    /// The sentences that reading gives; empty when all is well.
    static func problems(
        _ path: String = "shop.json5", _ files: [String: String] = files,
        overrides: Overrides = Overrides()
    ) -> [String] {
        switch read(path, files, overrides: overrides) {
        case .success: []
        case .failure(let problems): problems.description.split(separator: "\n").map(String.init)
        }
    }

    /// The shop's files with a text replaced in one of them, which must be there once.
    static func changed(
        _ path: String = "shop.json5", _ old: String, _ new: String, line: UInt = #line
    ) -> [String: String] {
        var files = files
        let text = files[path] ?? ""
        XCTAssertEqual(
            text.components(separatedBy: old).count, 2, "\(old) is not there once", line: line)
        files[path] = text.replacingOccurrences(of: old, with: new)
        return files
    }
}
