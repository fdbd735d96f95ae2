import Chance
import Faults
import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies
import Workloads

/// A small shop in which payments turns slow: the scenario, a run of it and its control run.
enum SampleShop {
    static let gateway = 0
    static let orders = 1
    static let payments = 2
    static let catalog = 3

    static let topology = Topology(
        name: "shop",
        policies: [
            .init(
                name: "careful",
                policy: Policy(
                    retry: Retry(), breaker: .init(openFor: .seconds(5)),
                    timeout: .milliseconds(300)),
                path: "topology.policies.careful")
        ],
        services: [
            Service(
                name: "gateway", replicas: 2,
                endpoints: [
                    Endpoint(
                        name: "POST /orders",
                        steps: [.call(.init(to: .init(service: 1, endpoint: 0), policy: 0))]),
                    Endpoint(
                        name: "GET /products",
                        steps: [.call(.init(to: .init(service: 3, endpoint: 0), policy: nil))]),
                ]),
            Service(
                name: "orders", replicas: 3,
                endpoints: [
                    Endpoint(
                        name: "POST /orders",
                        steps: [.call(.init(to: .init(service: 2, endpoint: 0), policy: 0))])
                ]),
            Service(
                name: "payments", replicas: 2,
                endpoints: [Endpoint(name: "POST /charges", steps: [.work(.constant(.zero))])]),
            Service(
                name: "catalog", replicas: 2,
                endpoints: [Endpoint(name: "GET /items", steps: [.work(.constant(.zero))])]),
        ])

    /// Edges: 0 gateway -> orders, 1 gateway -> catalog, 2 orders -> payments, 3 and 4 the entries.
    static let scenario = Scenario(
        title: "Payments slow down",
        why: "A slow dependency must not take checkout, or anything else, down with it.",
        topology: topology, seed: 42, duration: .seconds(90), warmup: .seconds(10),
        load: [
            LoadStream(
                name: "checkout", send: .init(service: 0, endpoint: 0),
                demand: .open(.constant(120), .poisson), timeout: .seconds(2),
                slow: .milliseconds(500)),
            LoadStream(
                name: "browse", send: .init(service: 0, endpoint: 1),
                demand: .open(.constant(300), .poisson), timeout: .seconds(1)),
        ],
        faults: [
            Fault(
                name: "slow",
                kind: .latency(
                    delay: .constant(.milliseconds(800)), jitter: .milliseconds(200)),
                on: [.edge(from: .service(1), to: .service(2))], at: .start + .seconds(30),
                lasts: .seconds(20), path: "faults[0]"),
            Fault(
                kind: .kill, on: [.service(2, .count(1))], at: .start + .seconds(60),
                path: "faults[1]"),
        ],
        objectives: [
            Objective(
                id: "checkout-up", expect: .availability, of: .stream(0), during: "faults",
                bound: .atLeast(0.99), path: "objectives[0]"),
            Objective(
                id: "browse-fast", expect: .latencyP99, of: .stream(1), during: "faults",
                bound: .atMost(250), path: "objectives[1]"),
            Objective(
                id: "breaker-opens", expect: .breakerOpened, of: .edge(2), during: "slow",
                bound: .atMost(3), severity: .warn, path: "objectives[2]"),
            Objective(
                id: "back-soon", expect: .recovery, of: .stream(0), bound: .atMost(5),
                path: "objectives[3]"),
        ],
        places: [
            "topology.policies.careful.timeout": SourcePlace(
                file: "Scenarios/topologies/shop.json5", line: 14, column: 22),
            "topology.policies.careful.breaker": SourcePlace(
                file: "Scenarios/topologies/shop.json5", line: 16, column: 9),
            "faults[0]": SourcePlace(file: "Scenarios/slow-payments.json5", line: 12, column: 5),
            "faults[1]": SourcePlace(file: "Scenarios/slow-payments.json5", line: 13, column: 5),
        ])

    static let faults = [
        FaultLedger(
            origin: .fault(0), inject: "latency", on: "orders -> payments", name: "slow",
            spans: [.init(from: .start + .seconds(30), to: .start + .seconds(50))],
            over: .start + .seconds(50), requests: 1873, attempted: true, undone: true, edges: [2]),
        FaultLedger(
            origin: .fault(1), inject: "kill", on: "payments[1]: #1",
            spans: [.init(from: .start + .seconds(60), to: .start + .seconds(65))],
            over: .start + .seconds(60), requests: 7, instances: 1, attempted: true, undone: true,
            edges: [2], services: [2]),
    ]

    static var windows: Windows {
        Windows(duration: scenario.duration, warmup: scenario.warmup, faults: faults)
    }

    static var control: Recording {
        var run = SampleRun(scenario, faults: [], windows: windows)
        run.fill(stream: 0) { _ in .init(rate: 120, median: 22) }
        run.fill(stream: 1) { _ in .init(rate: 300, median: 6) }
        for (edge, rate) in [(0, 120.0), (1, 300), (2, 120), (3, 120), (4, 300)] {
            run.fill(edge: edge) { _ in .init(rate: rate, median: 5) }
        }
        return run.recording
    }

    static var run: Recording {
        var run = SampleRun(scenario, faults: faults, windows: windows)
        run.fill(stream: 0) { second in
            switch second {
            case 30..<33:
                .init(rate: 120, median: 700, spread: 4, failed: 0.15, timedOut: 0.55)
            case 33..<50:
                .init(rate: 120, median: 40, spread: 9, degraded: 0.1, failed: 0.06, rejected: 0.3)
            case 50..<54: .init(rate: 120, median: 30, rejected: 0.08)
            case 60..<62: .init(rate: 120, median: 25, failed: 0.05)
            default: .init(rate: 120, median: 22)
            }
        }
        run.fill(stream: 1) { second in
            .init(rate: 300, median: (30..<33).contains(second) ? 14 : 6)
        }
        for (edge, rate) in [(0, 120.0), (1, 300), (3, 120), (4, 300)] {
            run.fill(edge: edge) { _ in .init(rate: rate, median: 5) }
        }
        run.fill(edge: 2) { second in
            switch second {
            case 30..<32: .init(rate: 240, median: 300, spread: 1.1, timedOut: 0.95)
            case 32..<54: .init(rate: 120, median: 250, timedOut: 0.06, rejected: 0.9)
            default: .init(rate: 120, median: 5)
            }
        }
        addEvents(to: &run)
        return run.recording
    }

    private static func addEvents(to run: inout SampleRun) {
        run.happen(30, .faultBegan(0))
        run.happen(50, .faultEnded(0))
        run.happen(60, .faultBegan(1))
        run.happen(60, .instanceDied(2, instance: 1))
        run.happen(60, .faultEnded(1))
        run.happen(64.5, .instanceServing(2, instance: 1))
        for caller in 0..<3 {
            let late = Double(caller) * 0.2
            run.happen(31.2 + late, .breakerOpened(2, caller: caller))
            for round in 0..<3 {
                let at = 36.2 + Double(round) * 5.9 + late
                run.happen(at, .breakerHalfOpened(2, caller: caller))
                run.happen(at + 0.9, .breakerOpened(2, caller: caller))
            }
            run.happen(53.9 + late, .breakerHalfOpened(2, caller: caller))
            run.happen(54.1 + late, .breakerClosed(2, caller: caller))
        }
        for caller in 0..<3 {
            run.happen(62 + 0.1 * Double(caller), .markedDown(2, instance: 1))
            run.happen(66 + 0.1 * Double(caller), .markedUp(2, instance: 1))
        }
        run.instances(2, 60, ready: 1, started: 1)
        run.instances(2, 62.5, ready: 1, started: 2)
        run.instances(2, 64.5, ready: 2, started: 2)
        run.happen(70, .scaled(3, from: 2, to: 4))
        run.instances(3, 70, ready: 2, started: 4)
        run.instances(3, 74, ready: 4, started: 4)
        run.death(
            2,
            .init(
                instance: 1, at: .start + .seconds(60), held: 7,
                servingAgain: .start + .milliseconds(64_500)))
    }
}
