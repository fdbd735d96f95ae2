import Resilience
import ScenarioFiles
import Scenarios
import Timebase
import Topologies
import XCTest

final class MergingTests: XCTestCase {
    private func twin(_ keys: String, more: [String: String] = [:]) -> [String: String] {
        var files = Shop.files.merging(more) { $1 }
        files["twins/bare.json5"] = "{ extends: \"../shop.json5\", \(keys) }"
        return files
    }

    private func read(_ files: [String: String], overrides: Overrides = Overrides()) throws
        -> Loaded
    {
        try Shop.read("twins/bare.json5", files, overrides: overrides).get()
    }

    private func policy(_ scenario: Scenario, _ caller: String, _ callee: String) -> Policy? {
        let topology = scenario.topology
        var found: Policy?
        let caller = topology.services.first { $0.name == caller }
        for step in caller?.endpoints.flatMap(\.steps) ?? [] {
            step.visit { step in
                guard case .call(let call) = step, let policy = call.policy,
                    topology.services[call.to.service].name == callee
                else { return }
                found = topology.policies[policy].policy
            }
        }
        return found
    }

    func test_keysGivenReplaceWholeKeys_whenExtending() throws {
        let own = try read(twin("title: \"Bare\", faults: [], duration: \"40s\", objectives: []"))
        XCTAssertEqual(own.scenario.title, "Bare")
        XCTAssertEqual(own.scenario.faults, [])
        XCTAssertEqual(own.scenario.objectives, [])
        XCTAssertEqual(own.scenario.load.map(\.name), ["checkout", "browse", "admin"])
        XCTAssertEqual(
            own.files.map(\.path), ["twins/bare.json5", "shop.json5", "topologies/shop.json5"])
        XCTAssertEqual(own.topologyFile, "topologies/shop.json5")
        XCTAssertEqual(own.scenario.place(of: "title")?.description, "twins/bare.json5:1:36")
        XCTAssertEqual(
            own.scenario.place(of: "load.checkout.rate")?.description, "shop.json5:9:53")
    }

    func test_setReplacesDeepKeys_byKeyIndexAndName() throws {
        let set = """
            set: {
              "topology.policies.careful.timeout": "900ms",
              "policies.careful.retry.attempts": 2,
              "services.orders.endpoints.\\"POST /orders\\".steps[0].work": "7ms",
              "faults.slow.delay": "1s",
              "objectives.back-soon.atMost": "9s",
              "faults[1].name": "dead",
            }
            """
        let scenario = try read(twin(set)).scenario
        let careful = scenario.topology.policies[0].policy
        XCTAssertEqual(careful.timeout, .milliseconds(900))
        XCTAssertEqual(careful.retry?.attempts, 2)
        XCTAssertEqual(
            scenario.topology.services[2].endpoints[0].steps[0],
            .work(.constant(.milliseconds(7))))
        guard case .latency(let delay, _) = scenario.faults[0].kind else { return XCTFail() }
        XCTAssertEqual(delay, .constant(.seconds(1)))
        XCTAssertEqual(scenario.objectives[2].bound, .atMost(9))
        XCTAssertEqual(scenario.faults[1].name, "dead")
        XCTAssertEqual(
            scenario.place(of: "topology.policies.careful.timeout")?.description,
            "twins/bare.json5:2:40")
    }

    func test_protectionLeavesOneEdgeOnly_whenThePolicyIsShared() throws {
        let scenario = try read(twin(#"without: ["breaker@orders -> payments"]"#)).scenario
        XCTAssertNil(policy(scenario, "orders", "payments")?.breaker)
        XCTAssertEqual(policy(scenario, "orders", "payments")?.timeout, .milliseconds(300))
        XCTAssertNotNil(policy(scenario, "orders", "recommendations")?.breaker)
        XCTAssertNotNil(policy(scenario, "gateway", "orders")?.breaker)
        XCTAssertEqual(scenario.without, ["breaker@orders -> payments"])
        let endpoint = "topology.services.orders.endpoints.\"POST /orders\""
        XCTAssertEqual(
            scenario.place(of: "\(endpoint).steps[1].all[1].policy.timeout")?.description,
            "topologies/shop.json5:7:16")
    }

    func test_protectionLeavesEveryCall_whenNoEdgeIsNamed() throws {
        let scenario = try read(
            twin(
                #"without: ["timeout", "autoscale", "restart@inventory", "backlog", "balance"]"#,
                more: [
                    "shop.json5": Shop.scenario.replacingOccurrences(
                        of: "rate: 120,",
                        with: #"rate: 120, policy: { balance: "random", timeout: "1s" },"#)
                ])
        ).scenario
        XCTAssertTrue(scenario.topology.policies.allSatisfy { $0.policy.timeout == nil })
        XCTAssertTrue(
            scenario.topology.policies.allSatisfy { $0.policy.balance == Balancer.Settings() })
        XCTAssertTrue(scenario.topology.services.allSatisfy { $0.backlog == nil })
        XCTAssertTrue(scenario.topology.services.allSatisfy { $0.autoscale == nil })
        XCTAssertNil(scenario.topology.services[3].restart)
        XCTAssertNotNil(scenario.topology.services[4].restart)
    }

    func test_protectionOfAServiceLeavesItsCallers_whenTheServiceIsNamed() throws {
        let scenario = try read(twin(#"without: ["retry@orders", "bulkhead@* -> payments"]"#))
            .scenario
        XCTAssertNil(policy(scenario, "gateway", "orders")?.retry)
        XCTAssertNotNil(policy(scenario, "gateway", "catalog")?.retry)
        XCTAssertNil(policy(scenario, "orders", "payments")?.bulkhead)
        XCTAssertNotNil(policy(scenario, "orders", "payments")?.retry)
    }

    func test_whatAPolicyStoodPer_leavesWithTheLastThatStood() throws {
        let keys = #"{ per: "endpoint", timeout: "1s", breaker: {}, bulkhead: {} }"#
        let base = Minimal.text(call: "policy: \(keys)")
        func scope(_ without: String) throws -> Policy.Scope? {
            let text = #"{ title: "u", extends: "base", without: [\#(without)] }"#
            let scenario = try Shop.read("x", ["x": text, "base": base]).get().scenario
            return policy(scenario, "api", "db")?.scope
        }
        XCTAssertEqual(try scope(#""breaker""#), .endpoint)
        XCTAssertEqual(try scope(#""breaker", "bulkhead""#), .service)
    }

    func test_budgetLeavesItsRetry_onOneEdgeOrEverywhere() throws {
        let one = try read(twin(#"without: ["budget@orders -> payments"]"#)).scenario
        let retry = try XCTUnwrap(policy(one, "orders", "payments")?.retry)
        XCTAssertNil(retry.budget)
        XCTAssertEqual(retry.attempts, 3)
        XCTAssertNotNil(policy(one, "gateway", "orders")?.retry?.budget)
        let everywhere = try read(twin(#"without: ["budget"]"#)).scenario
        XCTAssertNil(policy(everywhere, "gateway", "orders")?.retry?.budget)
        XCTAssertNotNil(policy(everywhere, "gateway", "orders")?.retry)
    }

    func test_flagsApplyLast_withTheirOwnPlace() throws {
        let overrides = Overrides(
            set: ["policies.careful.timeout=500ms", "load.checkout.rate=7", "title=[a]b"],
            without: ["retry@gateway -> orders"])
        let loaded = try read(
            twin(#"set: { "policies.careful.timeout": "900ms" }"#), overrides: overrides)
        let scenario = loaded.scenario
        XCTAssertEqual(scenario.topology.policies[0].policy.timeout, .milliseconds(500))
        XCTAssertEqual(scenario.title, "[a]b")
        XCTAssertNil(policy(scenario, "gateway", "orders")?.retry)
        XCTAssertEqual(scenario.place(of: "load.checkout.rate")?.description, "--set")
        XCTAssertEqual(loaded.overrides, overrides)
    }

    func test_badFlags_areRefusedWithTheFlagAsPlace() {
        let cases: [(Overrides, String)] = [
            (
                Overrides(set: ["policies.careful.timeout=500"]),
                "--set: careful.timeout is 500; expected a duration above zero in quotes with its "
                    + "unit, such as \"500ms\""
            ),
            (
                Overrides(set: ["title"]),
                "--set: \"title\" has no \"=\"; expected a path and a value, such as "
                    + "policies.careful.timeout=500ms"
            ),
            (
                Overrides(set: ["policies.careless.timeout=1s"]),
                "--set: \"policies.careless.timeout\" leads nowhere: \"careless\" is not in an "
                    + "object, which has careful, patient; did you mean \"careful\"?"
            ),
            (
                Overrides(set: ["faults.slwo.delay=1s"]),
                "--set: \"faults.slwo.delay\" leads nowhere: \"slwo\" is not in a list, which has "
                    + "slow; did you mean \"slow\"?"
            ),
            (
                Overrides(set: ["title={a: 1, a: 2}"]),
                "--set: the key \"a\" stands here a second time"
            ),
            (
                Overrides(without: ["breaker@orders -> inventory"]),
                "--without: \"breaker@orders -> inventory\" takes nothing out: there is no breaker "
                    + "on orders -> inventory"
            ),
            (
                Overrides(without: ["\u{1B}[2J"]),
                "--without: unknown protection \"\\u{1B}[2J\". Expected one of: timeout, deadline, "
                    + "retry, breaker, throttle, rateLimit, adaptive, bulkhead, fallback, balance, "
                    + "eject, hedge, budget, autoscale, forecast, health, restart, backlog, shed, "
                    + "retryAfter, startupProbe, livenessProbe, readinessProbe."
            ),
        ]
        for (overrides, expected) in cases {
            XCTAssertEqual(Shop.problems(overrides: overrides), [expected])
        }
    }

    func test_mergedInputReadsAsTheSameScenario_whateverWasMerged() throws {
        for keys in ["", #"without: ["retry@orders -> payments"]"#, #"set: { "seed": 1e2 }"#] {
            let first = try read(twin(keys))
            let second = try Shop.read("again", ["again": first.input]).get()
            XCTAssertEqual(second.input, first.input)
            XCTAssertEqual(bare(second.scenario), bare(first.scenario), keys)
        }
    }

    /// A scenario without what tells only where and how it was written.
    private func bare(_ scenario: Scenario) -> Scenario {
        var scenario = scenario
        scenario.places = [:]
        scenario.without = []
        return scenario
    }

    func test_filesThatCannotBeFound_areNamedWhereTheyAreNamed() {
        XCTAssertEqual(Shop.problems("nowhere"), ["nowhere: \"nowhere\" does not exist"])
        XCTAssertEqual(
            Shop.problems("a/b.json5", ["a/b.json5": "{ topology: \"../t.json5\" }"]),
            ["a/b.json5:1:13: \"t.json5\" does not exist"])
        let result = readScenario("dir") { _ in .failure(.directory) }
        guard case .failure(let problems) = result else { return XCTFail() }
        XCTAssertEqual(problems.description, "dir: \"dir\" is a directory, not a file")
    }

    func test_filesOfTheWrongKind_areRefused() {
        let cases: [(String, String)] = [
            (
                "{ topology: \"x\" }",
                "x:1:13: the scenario names itself as its topology; expected the file of a "
                    + "topology, or the object itself"
            ),
            (
                "{ topology: \"./a/../x\" }",
                "x:1:13: the scenario names itself as its topology; expected the file of a "
                    + "topology, or the object itself"
            ),
            (
                "{ extends: \"x\" }",
                "x:1:12: extends goes round in a circle: x -> x; expected a chain that ends"
            ),
            ("{ extends: 5 }", "x:1:12: extends is 5; expected a path in quotes"),
            ("[]", "x:1:1: the scenario is an empty list; expected an object"),
            (
                "{ services: {} }",
                "x:1:1: this file is a topology; expected a scenario. Name it as the topology of "
                    + "a scenario."
            ),
            (
                "{ topology: \"shop.json5\" }",
                "x:1:13: \"shop.json5\" is a scenario, not a topology; expected the file of a "
                    + "topology"
            ),
        ]
        for (text, expected) in cases {
            XCTAssertEqual(Shop.problems("x", Shop.files.merging(["x": text]) { $1 }), [expected])
        }
    }

    func test_longLoopOfExtends_isNamedWhole() {
        let files = ["a": "{extends: 'b'}", "b": "{extends: 'd/c'}", "d/c": "{extends: '../a'}"]
        XCTAssertEqual(
            Shop.problems("a", files),
            [
                "d/c:1:11: extends goes round in a circle: a -> b -> d/c -> a; expected a chain "
                    + "that ends"
            ])
    }

    func test_problemsOfEveryFile_areToldAtOnce() {
        var files = Shop.changed("topologies/shop.json5", "replicas: 3", "replicas: 0")
        files["twins/bare.json5"] = """
            { extends: "../shop.json5",
              titel: "x", warmup: "10s", warmup: "20s",
              set: { "policies.careful.timeut": "1s", "policies.carful.timeout": "1s" },
              without: ["retyr"] }
            """
        let expected = [
            "twins/bare.json5:2:3: unknown key \"titel\";",
            "twins/bare.json5:2:30: the key \"warmup\" stands here a second time;",
            "twins/bare.json5:3:10: unknown key \"timeut\";",
            "twins/bare.json5:3:43: \"policies.carful.timeout\" leads nowhere:",
            "twins/bare.json5:4:13: unknown protection \"retyr\";",
            "topologies/shop.json5:24:25: orders.replicas is 0;",
        ]
        let problems = Shop.problems("twins/bare.json5", files)
        XCTAssertEqual(problems.count, expected.count)
        for (problem, start) in zip(problems, expected) {
            XCTAssertTrue(problem.hasPrefix(start), problem)
        }
    }

    func test_manyProblems_areCutAtAHundred() {
        let faults = (0..<250).map { "{ inject: \"x\($0)\" }" }.joined(separator: ", ")
        let problems = Minimal.problems(Minimal.text(faults: faults))
        XCTAssertEqual(problems.count, 101)
        XCTAssertEqual(problems.last, "and 150 more")
    }
}
