package import Recordings
package import Scenarios
import Timebase
import Topologies

/// What a live run is doing now: read off the recording so far.
package struct LiveFigures {
    /// How far the run has come.
    let now: Instant
    let recording: Recording
    let scenario: Scenario
    /// The step whose requests have mostly been answered: the one before the last whole one.
    private let step: Int

    package init(_ recording: Recording, of scenario: Scenario) {
        self.recording = recording
        self.scenario = scenario
        now = recording.cutAt ?? recording.end
        step = max(0, Int(now.nanoseconds / recording.step.nanoseconds) - 2)
    }

    private var seconds: Double { recording.step.seconds }

    /// A stream in the step.
    struct StreamRow {
        var name: String
        var rate: Double
        /// The share with an ok answer, degraded ones among them; nil without requests.
        var answered: Double?
        /// The share with an ok answer that is less than was asked for; nil without requests.
        var degraded: Double?
        /// Of the latest step of which they are known: one in which nothing is under way any more.
        var p50: Duration?
        var p99: Duration?
        /// The shares that were answered in the last steps, the latest last.
        var history: [Double?]
    }

    func streams(history length: Int) -> [StreamRow] {
        scenario.load.indices.map { stream in
            let steps = recording.streams[stream].steps
            let last = steps.indices.contains(step) ? steps[step] : .init()
            let closed = steps.prefix(step + 1).last { $0.p50 != nil }
            let from = max(0, step + 1 - length)
            return StreamRow(
                name: scenario.load[stream].name,
                rate: Double(last.tally[.requests]) / seconds,
                answered: share(last.tally, [.succeeded, .degraded]),
                degraded: share(last.tally, [.degraded]),
                p50: closed?.p50, p99: closed?.p99,
                history: steps[min(from, steps.count)..<min(steps.count, step + 1)].map {
                    share($0.tally, [.succeeded, .degraded])
                })
        }
    }

    private func share(
        _ tally: Tally<StreamCounter>, _ counters: [StreamCounter]
    ) -> Double? {
        let (all, own) = (tally[.requests], counters.reduce(0) { $0 + tally[$1] })
        return all == 0 ? nil : Double(own) / Double(all)
    }

    /// An edge in the step.
    struct EdgeRow {
        var name: String
        var rate: Double
        /// Shares of the calls; nil without calls.
        var failed: Double?
        var rejected: Double?
        /// What a fallback answered, whatever kept the callee from it.
        var fallback: Double?
        /// Callers whose breaker is open and half-open now; nil where no breaker ever moved.
        var breakers: (open: Int, halfOpen: Int)?
    }

    func row(of edge: EdgeID, _ breakers: [(open: Int, halfOpen: Int)?]) -> EdgeRow {
        let steps = recording.edges[edge].steps
        let tally = steps.indices.contains(step) ? steps[step] : .init()
        let calls = tally[.calls]
        func share(_ count: Int) -> Double? { calls == 0 ? nil : Double(count) / Double(calls) }
        return EdgeRow(
            name: scenario.edgeName(edge), rate: Double(calls) / seconds,
            failed: share(tally[.failedCalls]), rejected: share(tally[.rejectedCalls]),
            fallback: share(tally[.fallback]), breakers: breakers[edge])
    }

    /// By edge, how many callers have their breaker open and half-open.
    var breakers: [(open: Int, halfOpen: Int)?] {
        var states: [[Bool?]?] = recording.edges.map { _ in nil }
        func set(_ edge: EdgeID, _ caller: Int, _ isOpen: Bool?) {
            var own = states[edge] ?? []
            while own.count <= caller { own.append(nil) }
            own[caller] = isOpen
            states[edge] = own
        }
        for event in recording.events where event.at <= now {
            switch event.what {
            case .breakerOpened(let edge, let caller): set(edge, caller, true)
            case .breakerHalfOpened(let edge, let caller): set(edge, caller, false)
            case .breakerClosed(let edge, let caller): set(edge, caller, nil)
            default: continue
            }
        }
        return states.map { own in
            own.map { own in (own.count { $0 == true }, own.count { $0 == false }) }
        }
    }

    /// A fault with the time that is left of it, or until it begins.
    struct FaultTime {
        var name: String
        var time: Duration
    }

    var faultsNow: [FaultTime] {
        planned.filter { $0.span.from <= now && now < $0.span.to }
            .map { FaultTime(name: $0.name, time: $0.span.to - now) }
    }

    var nextFault: FaultTime? {
        planned.filter { $0.span.from > now }.min { $0.span.from < $1.span.from }
            .map { FaultTime(name: $0.name, time: $0.span.from - now) }
    }

    func isFault(from: Instant, to: Instant) -> Bool {
        planned.contains { $0.span.from < to && from < $0.span.to }
    }

    /// Every window of every fault, as it was laid out before the run.
    private var planned: [(name: String, span: FaultLedger.Span)] {
        recording.faults.enumerated().flatMap { index, fault in
            let phase = recording.windows.planned.first { $0.name == Windows.fault(index) }
            let own = fault.name.map { "\($0): " } ?? ""
            return (phase?.spans ?? []).map { ("\(own)\(fault.inject) on \(fault.on)", $0) }
        }
    }

    /// Instances ready of those started, by service.
    var instances: [(name: String, ready: Int, started: Int)] {
        recording.services.enumerated().compactMap { service, ledger in
            ledger.instances.last.map {
                (scenario.topology.services[service].name, $0.ready, $0.started)
            }
        }
    }
}
