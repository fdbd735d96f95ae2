import Recordings
import Scenarios

/// What must hold in the ledgers of any run; each broken rule as a sentence.
struct LedgerChecks {
    let trial: Trial
    private(set) var broken: [String] = []

    init(_ trial: Trial) {
        self.trial = trial
        for (number, stream) in trial.recording.streams.enumerated() { check(stream, number) }
        for (number, edge) in trial.recording.edges.enumerated() { check(edge, number) }
        for (number, service) in trial.recording.services.enumerated() { check(service, number) }
        checkWork()
        for (number, fault) in trial.recording.faults.enumerated() { check(fault, number) }
    }

    private mutating func require(_ holds: Bool, _ rule: @autoclosure () -> String) {
        if !holds { broken.append(rule()) }
    }

    private mutating func check(_ stream: StreamLedger, _ number: Int) {
        let name = "stream \(number)"
        for (place, cell) in stream.cells.enumerated() {
            let tally = cell.tally
            let ends: [StreamCounter] = [.succeeded, .degraded, .failed, .timedOut, .rejected]
            let sum = ends.reduce(0) { $0 + tally[$1] }
            require(tally[.requests] == sum, "\(name) cell \(place): outcomes \(counts(tally))")
            require(cell.latency.count == tally[.requests], "\(name) cell \(place): latencies")
            require(
                cell.successLatency.count == tally[.succeeded] + tally[.degraded],
                "\(name) cell \(place): latencies of successes")
            require(
                max(tally[.slow], tally[.extra]) <= tally[.requests],
                "\(name) cell \(place): slow or extra")
        }
        let total = stream.total(over: Array(stream.cells.indices)).tally
        for column in StreamCounter.allCases.prefix(StreamCounter.binned) {
            let steps = stream.steps.reduce(0) { $0 + $1.tally[column] }
            require(steps == total[column], "\(name): \(column) in steps and cells")
        }
        let patience = trial.scenario.load[number].timeout
        let worst = stream.total(over: Array(stream.cells.indices)).latency.max
        require(worst <= patience, "\(name): waited \(worst), longer than \(patience)")
    }

    private mutating func check(_ edge: EdgeLedger, _ number: Int) {
        let name = trial.scenario.edgeName(number)
        for (place, cell) in edge.cells.enumerated() {
            let tally = cell.tally
            func sum(_ columns: [EdgeCounter]) -> Int { columns.reduce(0) { $0 + tally[$1] } }
            let rules: [(String, Bool)] = [
                (
                    "calls",
                    tally[.calls] == sum([.answered, .fallback, .failedCalls, .rejectedCalls])
                ),
                (
                    "attempts",
                    tally[.attempts]
                        == sum([.succeeded, .failed, .refused, .reset, .timedOut, .cancelled])
                ),
                ("retries", tally[.retries] == tally[.attempts] - tally[.reached]),
                ("reached", tally[.reached] <= tally[.calls]),
                ("first", sum([.firstSucceeded, .firstFailed]) <= tally[.reached]),
                ("saved", tally[.saved] <= tally[.firstFailed]),
                ("patience", tally[.withinPatience] <= tally[.attempts]),
                ("latencies", cell.latency.count == tally[.attempts]),
                (
                    "rejections",
                    cell.rejection.count == sum([.rejectedByBreaker, .rejectedByBulkhead])
                ),
                ("succeeded", tally[.succeeded] == tally[.answered]),
                ("wasted", 0 <= tally[.wastedTime] && tally[.wastedTime] <= tally[.workTime]),
                ("in flight", tally[.inFlightTime] >= 0),
                ("peaks", cell.peakPerCaller <= cell.peak),
            ]
            for (rule, holds) in rules {
                require(holds, "\(name) cell \(place): \(rule): \(counts(tally))")
            }
        }
    }

    private mutating func check(_ service: ServiceLedger, _ number: Int) {
        let name = trial.scenario.topology.services[number].name
        let total = service.total(over: Array(service.cells.indices))
        let gone = total[.completed] + total[.overflowed] + total[.lost]
        require(total[.arrived] >= gone, "\(name): \(total[.arrived]) arrived, \(gone) left")
        require(total[.waited] <= total[.started], "\(name): waited")
        for column in ServiceCounter.allCases {
            require(total[column] >= 0, "\(name): \(column) is \(total[column])")
        }
        require(total[.deaths] == service.deaths.count, "\(name): deaths")
        let held = service.deaths.reduce(0) { $0 + $1.held }
        require(total[.lost] == held, "\(name): lost \(total[.lost]), held \(held)")
        let most = service.instances.map(\.ready).max() ?? 0
        require(service.instances.allSatisfy { $0.ready <= $0.started }, "\(name): ready")
        let replicas = trial.scenario.topology.services[number].replicas
        let limit = trial.scenario.topology.services[number].autoscale?.max ?? replicas
        require(most <= limit, "\(name): \(most) instances of \(limit)")
    }

    /// What services worked is what their edges asked for.
    private mutating func checkWork() {
        for (number, service) in trial.recording.services.enumerated() {
            let total = service.total(over: Array(service.cells.indices))
            var work = 0
            var wasted = 0
            for (edge, ledger) in trial.recording.edges.enumerated()
            where trial.scenario.callee(of: edge) == number {
                let tally = ledger.total(over: Array(ledger.cells.indices)).tally
                work += tally[.workTime]
                wasted += tally[.wastedTime]
            }
            require(work == total[.workTime], "service \(number): work")
            require(wasted == total[.wastedTime], "service \(number): wasted")
        }
    }

    /// What a fault says it touched is seen in the ledgers it falls on.
    private mutating func check(_ fault: FaultLedger, _ number: Int) {
        let name = "fault \(number), \(fault.inject) on \(fault.on)"
        require(fault.attempted || fault.touched == 0, "\(name): touched, not attempted")
        var harmed = 0
        var attempts = 0
        for edge in fault.edges {
            let tally = trial.recording.edges[edge].total(
                over: Array(trial.recording.windows.cells.indices)
            ).tally
            attempts += tally[.attempts]
            harmed += tally[.attempts] - tally[.succeeded]
        }
        let hasProbes = fault.edges.contains { edge in
            trial.scenario.topology.services[trial.scenario.callee(of: edge)].health != nil
        }
        let services = fault.services.map { trial.recording.services[$0] }
        switch fault.inject {
        case "latency": require(fault.requests <= attempts || hasProbes, "\(name): requests")
        case "error", "refuse", "reset", "blackhole", "cut", "partition":
            require(
                hasProbes || fault.requests + fault.connections == 0 || harmed > 0,
                "\(name): touched \(fault.touched), harmed nobody")
        case "kill", "crash-loop", "zone-outage":
            let deaths = services.reduce(0) { $0 + $1.deaths.count }
            require(fault.instances <= deaths, "\(name): \(fault.instances) hit, \(deaths) died")
        case "overload", "spike":
            let extra = trial.recording.streams.reduce(0) {
                $0 + $1.total(over: Array($1.cells.indices)).tally[.extra]
            }
            require(fault.requests <= extra, "\(name): \(fault.requests) of \(extra) extra")
        default: break
        }
    }
}
