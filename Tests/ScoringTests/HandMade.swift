import Chance
import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies
import Workloads

/// Two streams over four services: `checkout` needs gateway, orders and payments; `browse` needs
/// gateway and catalog.
enum SmallShop {
    static let gateway = 0
    static let orders = 1
    static let payments = 2
    static let catalog = 3
    static let checkout = 0
    static let browse = 1
    static let toOrders = 0
    static let toCatalog = 1
    static let toPayments = 2
    static let checkoutEntry = 3
    static let browseEntry = 4

    static func scenario(
        policy: Policy? = nil, seconds: Int64 = 60, edit: (inout Scenario) -> Void = { _ in }
    ) -> Scenario {
        func call(_ service: ServiceID, policy: PolicyID? = nil) -> Step {
            .call(Step.Call(to: EndpointReference(service: service, endpoint: 0), policy: policy))
        }
        let careful = policy.map {
            Topology.NamedPolicy(name: "careful", policy: $0, path: "topology.policies.careful")
        }
        let topology = Topology(
            name: "small shop", policies: careful.map { [$0] } ?? [],
            services: [
                Service(
                    name: "gateway", replicas: 2,
                    endpoints: [
                        Endpoint(name: "POST /orders", steps: [call(orders)]),
                        Endpoint(name: "GET /products", steps: [call(catalog)]),
                    ]),
                Service(
                    name: "orders", replicas: 2, concurrency: 50,
                    endpoints: [
                        Endpoint(
                            name: "POST /orders",
                            steps: [call(payments, policy: careful == nil ? nil : 0)])
                    ]),
                Service(
                    name: "payments", replicas: 2,
                    endpoints: [
                        Endpoint(
                            name: "POST /charges", steps: [.work(.constant(.milliseconds(5)))])
                    ]),
                Service(
                    name: "catalog",
                    endpoints: [
                        Endpoint(name: "GET /items", steps: [.work(.constant(.milliseconds(1)))])
                    ]),
            ])
        var scenario = Scenario(
            title: "by hand", topology: topology, duration: .seconds(seconds),
            load: [stream("checkout", 0), stream("browse", 1)])
        edit(&scenario)
        return scenario
    }

    private static func stream(_ name: String, _ endpoint: EndpointID) -> LoadStream {
        LoadStream(
            name: name, send: EndpointReference(service: gateway, endpoint: endpoint),
            demand: .open(.constant(200), .constant), timeout: .seconds(2),
            slow: .milliseconds(500))
    }

    /// A fault on orders -> payments from 20 s to 30 s.
    static func fault(
        from: Int64 = 20, to: Int64 = 30, edges: [EdgeID] = [toPayments],
        services: [ServiceID] = [], inject: String = "latency"
    ) -> FaultLedger {
        let span = FaultLedger.Span(
            from: .start + .seconds(from), to: .start + .seconds(to))
        return FaultLedger(
            origin: .fault(0), inject: inject, on: "orders -> payments", name: "slow",
            spans: [span], over: span.to, requests: 1, attempted: true, undone: true,
            edges: edges, services: services)
    }
}

/// A recording written second by second; cells and steps always agree.
struct HandMade {
    private(set) var recording: Recording

    init(_ scenario: Scenario, faults: [FaultLedger] = [], cutBy windowFaults: [FaultLedger]? = nil)
    {
        let windows = Windows(
            duration: scenario.duration, warmup: scenario.warmup, faults: windowFaults ?? faults)
        let cells = windows.cells.count
        let seconds = Int(scenario.duration.nanoseconds / 1_000_000_000)
        recording = Recording(
            engine: "simulate", seed: 1, duration: scenario.duration, warmup: scenario.warmup,
            windows: windows, step: .seconds(1),
            streams: scenario.load.map { _ in
                StreamLedger(
                    cells: Array(repeating: StreamLedger.Cell(), count: cells),
                    steps: Array(repeating: StreamLedger.Step(), count: seconds))
            },
            edges: (0..<scenario.edgeCount).map { _ in
                EdgeLedger(
                    cells: Array(repeating: EdgeLedger.Cell(), count: cells),
                    steps: Array(repeating: Tally(), count: seconds))
            },
            services: scenario.topology.services.map { service in
                ServiceLedger(
                    cells: Array(repeating: Tally(), count: cells),
                    steps: Array(repeating: Tally(), count: seconds),
                    instances: [
                        ServiceLedger.InstanceCount(
                            at: .start, ready: service.replicas, started: service.replicas)
                    ], deaths: [])
            }, faults: faults)
    }

    /// The cell of a second that lies wholly in one segment.
    private func cell(_ second: Int) -> Int {
        let instant = Instant.start + .seconds(Int64(second))
        return recording.windows.segments.last { $0.from <= instant }!.cell
    }

    /// Adds the same to each of these seconds of a stream.
    mutating func stream(
        _ stream: StreamID, _ seconds: Range<Int>, _ fill: (inout StreamLedger.Cell) -> Void
    ) {
        var second = StreamLedger.Cell()
        fill(&second)
        for index in seconds {
            let cell = cell(index)
            recording.streams[stream].cells[cell].tally += second.tally
            recording.streams[stream].cells[cell].latency += second.latency
            recording.streams[stream].cells[cell].successLatency += second.successLatency
            recording.streams[stream].steps[index].tally += second.tally
            recording.streams[stream].steps[index].p50 = second.latency.quantile(0.5)
        }
    }

    /// So many requests in each second, of which so many succeed in 20 ms; the rest fail.
    mutating func requests(
        _ stream: StreamID, _ seconds: Range<Int>, _ requests: Int, good: Int
    ) {
        self.stream(stream, seconds) { second in
            second.tally[.requests] = requests
            second.tally[.succeeded] = good
            second.tally[.failed] = requests - good
            second.tally[.slow] = requests - good
            for _ in 0..<good {
                second.latency.record(.milliseconds(20))
                second.successLatency.record(.milliseconds(20))
            }
            for _ in good..<requests { second.latency.record(.seconds(2)) }
        }
    }

    /// Adds the same to each of these seconds of an edge.
    mutating func edge(
        _ edge: EdgeID, _ seconds: Range<Int>, _ fill: (inout EdgeLedger.Cell) -> Void
    ) {
        var second = EdgeLedger.Cell()
        fill(&second)
        for index in seconds {
            let cell = cell(index)
            recording.edges[edge].cells[cell].tally += second.tally
            recording.edges[edge].cells[cell].latency += second.latency
            recording.edges[edge].cells[cell].rejection += second.rejection
            let known = recording.edges[edge].cells[cell]
            recording.edges[edge].cells[cell].peak = max(known.peak, second.peak)
            recording.edges[edge].cells[cell].peakPerCaller =
                max(known.peakPerCaller, second.peakPerCaller)
            recording.edges[edge].cells[cell].staleAge = max(known.staleAge, second.staleAge)
            recording.edges[edge].steps[index] += second.tally
        }
    }

    /// Calls of one attempt each, all good and taking 10 ms.
    mutating func healthyCalls(_ edge: EdgeID, _ seconds: Range<Int>, _ calls: Int) {
        self.edge(edge, seconds) { second in
            second.tally[.calls] = calls
            second.tally[.answered] = calls
            second.tally[.attempts] = calls
            second.tally[.succeeded] = calls
            second.tally[.firstSucceeded] = calls
            second.tally[.reached] = calls
            second.tally[.withinPatience] = calls
            second.peak = 4
            second.peakPerCaller = 2
            for _ in 0..<calls { second.latency.record(.milliseconds(10)) }
        }
    }

    /// Adds the same to each of these seconds of a service.
    mutating func service(
        _ service: ServiceID, _ seconds: Range<Int>, _ fill: (inout Tally<ServiceCounter>) -> Void
    ) {
        var second = Tally<ServiceCounter>()
        fill(&second)
        for index in seconds {
            recording.services[service].cells[cell(index)] += second
            recording.services[service].steps[index] += second
        }
    }

    mutating func instances(_ service: ServiceID, _ counts: [(second: Int64, ready: Int)]) {
        recording.services[service].instances = counts.map {
            ServiceLedger.InstanceCount(
                at: .start + .seconds($0.second), ready: $0.ready, started: $0.ready)
        }
    }

    mutating func death(_ service: ServiceID, at: Int64, again: Int64?, held: Int) {
        recording.services[service].deaths.append(
            ServiceLedger.Death(
                instance: 0, at: .start + .seconds(at), held: held,
                servingAgain: again.map { .start + .seconds($0) }))
    }

    mutating func event(_ second: Int64, _ what: Event.What) {
        recording.events.append(Event(at: .start + .seconds(second), what))
    }
}

extension HandMade {
    /// A control run: 200 good requests a second on both streams, and as many healthy calls.
    static func control(_ scenario: Scenario, cutBy faults: [FaultLedger]) -> HandMade {
        var control = HandMade(scenario, cutBy: faults)
        let all = 0..<control.recording.streams[0].steps.count
        for stream in scenario.load.indices {
            control.requests(stream, all, 200, good: 200)
            control.healthyCalls(scenario.entryEdge(of: stream), all, 200)
        }
        for edge in scenario.topology.edges.indices { control.healthyCalls(edge, all, 200) }
        return control
    }
}
