import ScenarioFiles
import XCTest

/// Every row of every table is tried: what the reference promises is read.
final class RowTests: XCTestCase {
    /// A whole scenario around the keys of a table.
    private func scenario(_ table: String, _ keys: String) -> String {
        if let kind = table.split(separator: ": ").last, table.hasPrefix("Fault: ") {
            return Minimal.fault(FaultKind.all.first { $0.word == kind }!, keys)
        }
        let up = #"{ id: "up", expect: "availability", atLeast: 0.9 }"#
        let fault = #"inject: "latency", on: "db", delay: "5ms", at: "20s""#
        return switch table {
        case "Scenario": Minimal.text(top: keys, objectives: up)
        case "Steady": Minimal.text(top: "steady: { \(keys) },")
        case "Load stream": Minimal.text(stream: keys)
        case _ where table.hasPrefix("Rate shape"): Minimal.text(stream: keys)
        case "Topology": Minimal.text(topology: keys)
        case "Network": Minimal.text(topology: "network: { \(keys) },")
        case "Service": Minimal.text(service: keys)
        case "Service: command": Minimal.program("command: [\"true\"], \(keys)")
        case "Program's call":
            Minimal.program("command: [\"true\"], calls: { api: { \(keys) } }")
        case "Service: external": Minimal.program(#"external: "127.0.0.1:80", \#(keys)"#)
        case "Endpoint":
            Minimal.text().replacingOccurrences(of: #"[{ work: "1ms" }]"#, with: "{ \(keys) }")
        case "Step: call": Minimal.text(call: keys)
        case _ where table.hasPrefix("Step"): Minimal.text(steps: keys)
        case "Policy": Minimal.text(policies: "q: { \(keys) }")
        case "Retry": Minimal.text(policies: "q: { retry: { \(keys) } }")
        case "Backoff": Minimal.text(policies: "q: { retry: { backoff: { \(keys) } } }")
        case "Retry budget": Minimal.text(policies: "q: { retry: { budget: { \(keys) } } }")
        case _ where table.hasPrefix("Retry budget: "):
            Minimal.text(policies: "q: { retry: { budget: { \(keys) } } }")
        case "Open interval":
            Minimal.text(policies: "q: { breaker: { openFor: { \(keys) } } }")
        case "Rate limit": Minimal.text(policies: "q: { rateLimit: { \(keys) } }")
        case "Adaptive limit": Minimal.text(policies: "q: { adaptive: { \(keys) } }")
        case "Throttle": Minimal.text(policies: "q: { throttle: { \(keys) } }")
        case "Shed": Minimal.text(service: "shed: { \(keys) },")
        case "Breaker": Minimal.text(policies: "q: { breaker: { \(keys) } }")
        case "Breaker window": Minimal.text(policies: "q: { breaker: { window: { \(keys) } } }")
        case "Slow call": Minimal.text(policies: "q: { breaker: { slowCall: { \(keys) } } }")
        case "Bulkhead": Minimal.text(policies: "q: { bulkhead: { \(keys) } }")
        case "Hedge": Minimal.text(policies: "q: { hedge: { \(keys) } }")
        case "Fallback": Minimal.text(policies: "q: { fallback: { \(keys) } }")
        case "Stale answer": Minimal.text(policies: "q: { fallback: { stale: { \(keys) } } }")
        case _ where table.hasPrefix("Autoscale"): autoscaling(table, keys)
        case "Probe": Minimal.text(service: "readinessProbe: { \(keys) },")
        case "Health": Minimal.text(service: "health: { \(keys) },")
        case "Restart": Minimal.text(service: "restart: { \(keys) },")
        case "Distribution": Minimal.text(steps: "{ work: { \(keys) } }")
        case "Pareto": Minimal.text(steps: "{ work: { pareto: { \(keys) } } }")
        case "Part of a mix": Minimal.text(steps: "{ work: { mix: [{ \(keys) }] } }")
        case "Fault", "Fault on requests": Minimal.text(faults: "{ \(fault), \(keys) }")
        case "Monkey":
            Minimal.text(
                top: #"monkey: { on: "db", meanBetween: "5s", inject: [{ kill: {} }], \#(keys) },"#)
        case "Monkey's choice":
            Minimal.text(
                top: #"monkey: { on: "db", meanBetween: "5s", inject: [{ kill: {}, \#(keys) }] },"#)
        default: bounded(table, keys)
        }
    }

    private func bounded(_ table: String, _ keys: String) -> String {
        let bounded = keys.isEmpty ? "atLeast: 0.9" : keys
        return switch table {
        case "Abort condition":
            Minimal.text(top: #"abort: [{ expect: "availability", \#(bounded) }],"#)
        case "Objective":
            Minimal.text(objectives: #"{ id: "i", expect: "availability", \#(bounded) }"#)
        default: balanced(table, keys)
        }
    }

    private func balanced(_ table: String, _ keys: String) -> String {
        switch table {
        case "Balance": Minimal.text(policies: "q: { balance: { \(keys) } }")
        case "Slow start":
            Minimal.text(
                policies: #"q: { balance: { slowStart: { window: "5s", \#(keys) } } }"#)
        case "Zone-aware": Minimal.text(policies: "q: { balance: { zoneAware: { \(keys) } } }")
        case "Ejection": Minimal.text(policies: "q: { eject: { \(keys) } }")
        case "Success rate": Minimal.text(policies: "q: { eject: { successRate: { \(keys) } } }")
        case "Failure share":
            Minimal.text(policies: "q: { eject: { failureShare: { \(keys) } } }")
        default: "no scenario for \(table)"
        }
    }

    private func autoscaling(_ table: String, _ keys: String) -> String {
        switch table {
        case "Autoscale":
            Minimal.text(service: "autoscale: { max: 2, \(withTarget(keys)) },")
        case "Autoscale forecast":
            Minimal.text(
                service: "autoscale: { max: 2, target: { rate: 5 }, forecast: { \(keys) } },")
        case "Autoscale fallback":
            Minimal.text(
                service: #"autoscale: { kind: "keda", max: 2, target: { rate: 5 }, "#
                    + "fallback: { \(keys) } },")
        case "Autoscale target":
            Minimal.text(service: "autoscale: { max: 2, target: { \(keys) } },")
        case "Autoscale rules":
            Minimal.text(
                service: "autoscale: { max: 2, target: { rate: 5 }, scaleUp: { \(keys) } },")
        case "Autoscale policy":
            Minimal.text(
                service: "autoscale: { max: 2, target: { rate: 5 }, scaleUp: "
                    + #"{ policies: [{ \#(keys), per: "5s" }] } },"#)
        default: "no scenario for \(table)"
        }
    }

    private func withTarget(_ keys: String) -> String {
        keys.contains("target: {") || keys.contains("metrics:")
            ? keys : "target: { rate: 5 }, \(keys)"
    }

    func test_everyRowIsRead_inAMinimalFile() {
        for table in FormatReference.tables {
            let examples = Self.rows[table.title] ?? [:]
            XCTAssertEqual(examples.keys.sorted(), table.names.sorted(), table.title)
            for (row, keys) in examples.sorted(by: { $0.key < $1.key }) {
                let problems = Minimal.problems(scenario(table.title, keys))
                XCTAssertEqual(problems, [], "\(table.title) \(row): \(keys)")
            }
        }
    }

    func test_everyKindOfFaultIsRead_inAMinimalFile() {
        for kind in FaultKind.all {
            XCTAssertEqual(Minimal.problems(Minimal.fault(kind)), [], kind.word)
        }
    }

    func test_everyLaterKeyIsRefusedByName_neverAsATypo() {
        for table in FormatReference.tables {
            for row in table.rows where row.isLater {
                let problems = Minimal.problems(scenario(table.title, "\(row.name): 1,"))
                let text = problems.joined(separator: "\n")
                XCTAssertTrue(
                    text.contains("\(row.name) is not supported yet"), "\(row.name): \(text)")
                XCTAssertFalse(text.contains("unknown"), text)
            }
        }
        for kind in FaultKind.later {
            let text = Minimal.text(faults: #"{ inject: "\#(kind)", on: "db", at: "20s", x: 1 }"#)
            let expected = "the fault \"\(kind)\" is not supported yet."
            XCTAssertEqual(
                Minimal.problems(text),
                ["x:3:22: \(expected) Take it out to run with this version."])
        }
        for step in ObjectTable.laterSteps {
            let problems = Minimal.problems(Minimal.text(steps: #"{ \#(step): "x", ttl: "1s" }"#))
            XCTAssertEqual(problems.count, 1)
            XCTAssertTrue(problems[0].contains("the step \"\(step)\" is not supported yet"))
        }
    }
}
