import ScenarioFiles
import XCTest

/// Every row of every table is tried: what the reference promises is read.
final class RowTests: XCTestCase {
    /// For each table: where its keys stand, and for each row keys that use it.
    private static let rows: [String: [String: String]] = [
        "Scenario": [
            "title": "", "why": #"why: "because","#, "topology": "",
            "engine": #"engine: "subprocess","#,
            "seed": "seed: 18446744073709551615,", "seeds": "seeds: 3,", "duration": "",
            "warmup": "",
            "steady": "steady: {},", "load": "", "faults": "", "objectives": "", "extends": "",
            "monkey": #"monkey: { on: "db", meanBetween: "5s", inject: [{ kill: {} }] },"#,
            "mustFail": #"mustFail: ["up"],"#, "set": #"set: { title: "u" },"#,
            "without": #"without: ["timeout"],"#,
        ],
        "Steady": ["availability": #"availability: "99%""#],
        "Load stream": [
            "send": "rate: 1", "rate": #"rate: "30/m""#,
            "arrivals": #"rate: 1, arrivals: "constant""#,
            "users": #"users: 2, think: "1s""#, "think": #"users: 2, think: { mean: "1s" }"#,
            "policy": #"rate: 1, policy: "p""#, "timeout": #"rate: 1, timeout: "1s""#,
            "slow": #"rate: 1, slow: "1s""#, "priority": #"rate: 1, priority: "sheddable""#,
            "clients": "rate: 1, clients: 5", "ok": #"rate: 1, ok: ["2xx", 404]"#,
            "keyed": "rate: 1, keyed: true",
        ],
        "Rate shape: ramp": ["from": ramp, "to": ramp, "over": ramp],
        "Rate shape: spike": ["spike": spike, "base": spike, "at": spike, "for": spike],
        "Rate shape: wave": ["wave": wave, "every": wave],
        "Rate shape: steps": ["steps": #"rate: { steps: [["0s", 1], ["20s", "5/s"]] }"#],
        "Topology": [
            "name": #"name: "n","#, "network": "network: {},", "zones": "", "policies": "",
            "services": "",
        ],
        "Network": ["latency": #"latency: "1ms""#, "crossZone": #"crossZone: { mean: "2ms" }"#],
        "Service": [
            "replicas": "replicas: 3,", "zones": #"zones: ["a"],"#,
            "concurrency": "concurrency: 2,",
            "backlog": #"backlog: "unlimited","#, "abandoned": #"abandoned: "cancel","#,
            "endpoints": "",
            "rateLimit": "rateLimit: { rate: 5 },", "adaptive": #"adaptive: "vegas","#,
            "shed": #"shed: "codel","#, "retryAfter": #"retryAfter: "never","#,
            "autoscale": "autoscale: { max: 2, target: { queue: 3 } },", "health": "health: {},",
            "restart": "restart: {},", "startupProbe": "startupProbe: {},",
            "livenessProbe": "livenessProbe: {},", "readinessProbe": "readinessProbe: {},",
        ],
        "Service: command": [
            "command": "", "cwd": #"cwd: "app""#, "env": #"env: { DEBUG: "${PORT}" }"#,
            "templates": #"templates: ["nginx.conf"]"#, "ready": #"ready: ["sh", "-c", "true"]"#,
            "readyWithin": #"readyWithin: "5s""#, "port": #"port: "LISTEN""#,
            "calls": #"calls: { api: "API_URL" }"#, "endpoints": #"endpoints: ["GET /health"]"#,
            "replicas": "replicas: 3", "zones": #"zones: ["a"]"#,
            "autoscale": "autoscale: { max: 2, target: { rate: 3 } }", "health": "health: {}",
            "restart": "restart: {}", "startupProbe": "startupProbe: {}",
            "livenessProbe": #"livenessProbe: { httpGet: "/live" }"#,
            "readinessProbe": "readinessProbe: { tcpSocket: true }",
        ],
        "Program's call": ["var": #"var: "API""#, "form": #"var: "API", form: "host:port""#],
        "Service: external": ["external": "", "endpoints": #"endpoints: ["GET /x"]"#],
        "Endpoint": ["idempotent": "idempotent: true, steps: []", "steps": "steps: []"],
        "Step: work": ["work": #"{ work: "1ms" }"#],
        "Step: cpu": ["cpu": #"{ cpu: "1ms" }"#],
        "Step: call": [
            "call": "", "policy": "policy: { retry: {} }", "optional": "optional: true",
            "keyed": "keyed: true",
        ],
        "Step: all": ["all": #"{ all: [{ work: "1ms" }, [{ work: "2ms" }]] }"#],
        "Step: any": ["any": #"{ any: [{ work: "1ms" }] }"#],
        "Step: respond": [
            "respond": "{ respond: 503 }", "chance": #"{ respond: 500, chance: "1%" }"#,
        ],
        "Step: repeat": [
            "repeat": "{ repeat: 2, do: [] }", "do": "{ repeat: 2, do: [{ respond: 200 }] }",
            "parallel": "{ repeat: 2, do: [], parallel: true }",
        ],
        "Policy": [
            "timeout": #"timeout: "1s""#, "deadline": #"deadline: "1s""#, "retry": "retry: {}",
            "breaker": "breaker: {}", "bulkhead": "bulkhead: {}",
            "fallback": "fallback: { static: 1 }", "rateLimit": "rateLimit: 50",
            "adaptive": #"adaptive: "vegas""#, "throttle": "throttle: 2",
            "hedge": "hedge: {}", "balance": #"balance: "zone-aware""#, "per": #"per: "instance""#,
            "eject": "eject: {}",
            "order": #"retry: {}, timeout: "1s", order: ["timeout", "breaker", "retry"]"#,
        ],
        "Balance": [
            "by": #"by: "peak-ewma""#, "weights": "weights: [3, 0.5]",
            "slowStart": #"slowStart: { window: "5s" }"#, "zoneAware": "zoneAware: {}",
            "panic": #"panic: "30%""#,
        ],
        "Slow start": [
            "window": "", "aggression": "aggression: 2.5", "least": #"least: "20%""#,
        ],
        "Zone-aware": ["minimum": "minimum: 1", "direct": "direct: true"],
        "Ejection": [
            "consecutive": #"consecutive: "off""#, "gatewayFailures": "gatewayFailures: 3",
            "for": #"for: "1s""#, "longest": #"longest: "30s""#, "jitter": #"jitter: "1s""#,
            "atMost": #"atMost: "50%""#, "alwaysOne": "alwaysOne: false",
            "checksReadmit": "checksReadmit: false", "every": #"every: "1s""#,
            "successRate": #"successRate: "off""#, "failureShare": "failureShare: {}",
            "panic": "panic: 0",
        ],
        "Success rate": [
            "deviations": "deviations: 0", "instances": "instances: 3", "requests": "requests: 1",
        ],
        "Failure share": [
            "share": #"share: "10%""#, "instances": "instances: 3", "requests": "requests: 1",
        ],
        "Retry": [
            "attempts": "attempts: 2", "backoff": "backoff: {}",
            "on": #"on: ["timeout", "429", "rejected", "4xx", 503, "502"]"#,
            "budget": #"budget: "20%""#, "nonIdempotent": #"nonIdempotent: "unprocessed""#,
        ],
        "Backoff": [
            "base": #"base: "1ms""#, "max": #"max: "2s""#, "jitter": #"jitter: "decorrelated""#,
        ],
        "Retry budget": ["ratio": "ratio: 0.1", "minPerSecond": "minPerSecond: 3"],
        "Retry budget: gRPC": ["maxTokens": "maxTokens: 100", "tokenRatio": "tokenRatio: 0.5"],
        "Retry budget: Envoy": ["share": #"share: "10%""#, "minConcurrency": "minConcurrency: 0"],
        "Retry budget: AWS": [
            "capacity": "capacity: 100", "retryCost": "retryCost: 14",
            "timeoutCost": "timeoutCost: 14",
        ],
        "Breaker": [
            "window": "window: { calls: 10 }", "minimumCalls": "minimumCalls: 5",
            "failureRate": #"failureRate: "20%""#, "slowCall": "slowCall: {}",
            "openFor": #"openFor: "5s""#, "halfOpenCalls": "halfOpenCalls: 3",
            "maxHalfOpen": #"maxHalfOpen: "5s""#, "record": #"record: ["5xx", 429]"#,
            "ignore": #"ignore: ["4xx"]"#, "forced": #"forced: "metrics-only""#,
        ],
        "Breaker window": [
            "calls": "calls: 10", "time": #"time: "10s""#, "consecutive": "consecutive: 5",
        ],
        "Open interval": [
            "base": #"base: "1s""#, "factor": #"base: "1s", factor: 2"#,
            "max": #"base: "1s", max: "1m""#,
        ],
        "Rate limit": [
            "rate": #"rate: "30/m""#, "burst": "rate: 5, burst: 1",
            "algorithm": #"rate: 5, algorithm: "sliding-window""#,
            "waitFor": #"rate: 5, waitFor: "5s""#,
        ],
        "Adaptive limit": [
            "algorithm": #"algorithm: "gradient""#, "initial": #"algorithm: "aimd", initial: 5"#,
            "min": #"algorithm: "aimd", min: 5"#, "max": #"algorithm: "vegas", max: 50"#,
            "window": #"algorithm: "vegas", window: "100ms""#,
        ],
        "Throttle": ["k": "k: 1.5", "window": #"window: "10s""#, "floor": #"floor: "10%""#],
        "Shed": [
            "algorithm": #"algorithm: "priority""#,
            "target": #"algorithm: "codel", target: "20ms""#,
            "interval": #"algorithm: "adaptive-lifo", interval: "1s""#,
        ],
        "Slow call": ["longerThan": #"longerThan: "1s""#, "rate": "rate: 0.5"],
        "Bulkhead": [
            "concurrent": "concurrent: 5", "queue": "queue: 5", "queueFor": #"queueFor: "1s""#,
        ],
        "Hedge": [
            "after": #"after: "p99.9""#, "most": "most: 3", "budget": #"budget: "1%""#,
            "tied": "tied: true",
        ],
        "Fallback": [
            "static": "static: [1, { a: null }]", "stale": "stale: {}",
            "call": #"call: "db GET /""#, "policy": #"call: "db GET /", policy: "p""#,
        ],
        "Stale answer": ["maxAge": #"maxAge: "5m""#],
        "Autoscale": [
            "kind": #"target: { rate: 5 }, kind: "keda""#,
            "min": #"target: { rate: 5 }, kind: "keda", min: 0"#, "max": "target: { rate: 5 }",
            "target": "target: { rate: 5 }",
            "metrics": "metrics: [{ rate: 5 }, { utilization: 0.5 }]",
            "every": #"target: { rate: 5 }, every: "5s""#,
            "tolerance": "tolerance: 0.2", "startup": #"startup: { mean: "3s" }"#,
            "scaleUp": "scaleUp: {}", "scaleDown": #"scaleDown: { select: "disabled" }"#,
            "initialReadinessDelay": #"initialReadinessDelay: "10s""#,
            "cpuInitializationPeriod": #"cpuInitializationPeriod: "1m""#,
            "forecast": "forecast: {}",
            "pollingInterval": #"kind: "keda", pollingInterval: "5s""#,
            "cooldownPeriod": #"kind: "keda", cooldownPeriod: "1m""#,
            "activation": #"kind: "keda", activation: 3"#,
            "fallback": #"kind: "keda", fallback: { replicas: 2 }"#,
            "scaleOutAfter": #"kind: "target-tracking", scaleOutAfter: 2"#,
            "scaleInAfter": #"kind: "target-tracking", scaleInAfter: 5"#,
            "warmup": #"kind: "target-tracking", warmup: "1m""#,
            "disableScaleIn": #"kind: "target-tracking", disableScaleIn: true"#,
        ],
        "Autoscale forecast": ["window": #"window: "30s""#, "ahead": #"ahead: "20s""#],
        "Autoscale fallback": [
            "failureThreshold": "replicas: 2, failureThreshold: 0", "replicas": "replicas: 2",
        ],
        "Autoscale target": [
            "utilization": #"utilization: "60%""#, "inFlight": "inFlight: 3",
            "rate": #"rate: "10/s""#,
            "queue": "queue: 2",
        ],
        "Autoscale rules": [
            "window": #"window: "10s""#, "select": #"select: "min""#,
            "policies": #"policies: [{ instances: 1, per: "5s" }]"#,
            "tolerance": #"tolerance: "2%""#,
        ],
        "Autoscale policy": [
            "instances": "instances: 2", "percent": #"percent: "50%""#, "per": "percent: 50",
        ],
        "Health": [
            "every": #"every: "1s""#, "timeout": #"timeout: "1s""#, "down": "down: 2",
            "up": "up: 2", "jitter": #"jitter: "500ms""#,
        ],
        "Restart": [
            "after": #"after: "0s""#, "backoff": #"backoff: "1s""#, "max": #"max: "20s""#,
            "resetAfter": #"resetAfter: "1m""#, "startup": #"startup: "2s""#,
        ],
        "Probe": [
            "httpGet": #"httpGet: "/""#, "tcpSocket": "tcpSocket: true",
            "initialDelay": #"initialDelay: "5s""#, "period": #"period: "2s""#,
            "timeout": #"timeout: "3s""#, "successThreshold": "successThreshold: 2",
            "failureThreshold": "failureThreshold: 1",
        ],
        "Distribution": [
            "median": #"median: "4ms", p99: "20ms""#, "p99": #"median: "4ms", p99: "4ms""#,
            "mean": #"mean: "5ms""#, "uniform": #"uniform: ["1ms", "9ms"]"#,
            "pareto": #"pareto: { min: "1ms", shape: 1.5 }"#,
            "empirical": #"empirical: ["1ms", "2ms"]"#,
            "mix": #"mix: [{ share: 0.99, of: "10ms" }, { share: 0.01, of: { mean: "1s" } }]"#,
        ],
        "Pareto": ["min": #"min: "1ms", shape: 2"#, "shape": #"min: "1ms", shape: 2"#],
        "Part of a mix": ["share": #"share: 1, of: "1ms""#, "of": #"share: "100%", of: "1ms""#],
        "Fault": [
            "inject": "", "on": "", "name": #"name: "n""#, "at": "", "for": #"for: "5s""#,
            "every": #"every: "9s", for: "5s""#,
        ],
        "Fault on requests": [
            "side": #"side: "answer""#, "chance": #"chance: "10%""#, "first": "first: 2",
            "nth": "nth: 3",
            "match": #"match: "GET /""#,
        ],
        "Fault: latency": ["delay": "", "jitter": #"jitter: "1ms""#],
        "Fault: error": ["status": "status: 503"],
        "Fault: slow-connect": ["delay": ""], "Fault: bandwidth": ["rate": ""],
        "Fault: slice": ["size": "", "delay": #"delay: "1ms""#],
        "Fault: truncate": ["after": #"after: "1kB""#],
        "Fault: corrupt": ["share": #"share: "1%""#],
        "Fault: slow-body": ["rate": "", "over": ""],
        "Fault: cpu": ["cores": "cores: 0.5"],
        "Fault: memory": ["rate": #"rate: "1MiB/s""#, "limit": ""],
        "Fault: partition": ["from": "", "direction": #"direction: "to""#],
        "Fault: crash-loop": ["upFor": #"upFor: "3s""#],
        "Fault: slow-start": ["factor": "factor: 5", "ramp": #"ramp: "5s""#],
        "Fault: overload": ["factor": ""], "Fault: breaker": ["state": ""],
        "Fault: autoscaler-stuck": ["metrics": #"metrics: ["rate"]"#],
        "Monkey": [
            "on": "", "except": #"except: "api""#, "meanBetween": "", "minGap": #"minGap: "1s""#,
            "probability": "probability: 0.5", "grouping": #"grouping: "zone""#, "inject": "",
            "from": #"from: "20s""#, "until": #"until: "50s""#, "maxFaults": "maxFaults: 2",
            "leashed": "leashed: true",
        ],
        "Monkey's choice": ["weight": "weight: 3"],
        "Objective": [
            "id": "", "expect": "", "of": #"of: "main", atLeast: 0.9"#,
            "during": #"during: "baseline", atLeast: 0.9"#, "atLeast": "atLeast: 0.9",
            "atMost": "atMost: 1", "equals": "equals: 1",
            "relativeTo": #"atLeast: 0.9, relativeTo: "control""#,
            "severity": #"atLeast: 0.9, severity: "warn""#, "why": #"atLeast: 0.9, why: "so""#,
        ],
    ]
    private static let ramp = #"rate: { from: 1, to: 5, over: "9s" }"#
    private static let spike = #"rate: { spike: 9, base: 1, at: "20s", for: "5s" }"#
    private static let wave = #"rate: { wave: [1, 5], every: "9s" }"#

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
        case "Objective":
            Minimal.text(objectives: #"{ id: "i", expect: "availability", \#(bounded(keys)) }"#)
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

    private func bounded(_ keys: String) -> String { keys.isEmpty ? "atLeast: 0.9" : keys }

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
