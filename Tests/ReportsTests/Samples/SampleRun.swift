import Chance
import Faults
import Recordings
import Scenarios
import Timebase
import Topologies

/// Fills a recording second by second with made-up requests and calls, drawn by key, so that a
/// report has something realistic to show without an engine.
struct SampleRun {
    private(set) var recording: Recording
    private let scenario: Scenario
    private var generator: Generator

    init(_ scenario: Scenario, faults: [FaultLedger], windows: Windows, seed: UInt64 = 42) {
        self.scenario = scenario
        generator = Generator(Key(seed: seed))
        let steps = Int(scenario.duration.nanoseconds / 1_000_000_000)
        let cells = windows.cells.count
        recording = Recording(
            engine: "simulate", seed: seed, duration: scenario.duration, warmup: scenario.warmup,
            windows: windows, step: .seconds(1),
            streams: scenario.load.map { _ in
                StreamLedger(
                    cells: Array(repeating: .init(), count: cells),
                    steps: Array(repeating: .init(), count: steps))
            },
            edges: (0..<scenario.edgeCount).map { _ in
                EdgeLedger(
                    cells: Array(repeating: .init(), count: cells),
                    steps: Array(repeating: .init(), count: steps))
            },
            services: scenario.topology.services.map { service in
                ServiceLedger(
                    cells: Array(repeating: .init(), count: cells),
                    steps: Array(repeating: .init(), count: steps),
                    instances: [
                        .init(at: .start, ready: service.replicas, started: service.replicas)
                    ], deaths: [])
            },
            faults: faults)
    }

    /// How requests, or calls, of one second went.
    struct Second {
        var rate = 100.0
        var median = 20.0
        var spread = 3.0
        var degraded = 0.0
        var failed = 0.0
        var timedOut = 0.0
        var rejected = 0.0
    }

    private func cell(at second: Int) -> Int {
        let at = Instant.start + .seconds(Int64(second))
        return recording.windows.segments.last { $0.from <= at }?.cell ?? 0
    }

    /// A number near a mean with the scatter of a Poisson process.
    private mutating func count(mean: Double) -> Int {
        let normal = (0..<12).reduce(-6.0) { sum, _ in sum + generator.uniform() }
        return max(0, Int((mean + normal * mean.squareRoot()).rounded()))
    }

    private mutating func latency(_ second: Second) -> Duration {
        let u = generator.uniform()
        let tail =
            u < 0.98 ? 1 + u * u * (second.spread - 1) : second.spread * (1 + 50 * (u - 0.98))
        return Duration(seconds: second.median * tail / 1000)
    }

    mutating func fill(stream: StreamID, _ shape: (Int) -> Second) {
        let timeout = scenario.load[stream].timeout
        for second in recording.streams[stream].steps.indices {
            let how = shape(second)
            var step = StreamLedger.Step()
            var seen = Histogram()
            var cell = recording.streams[stream].cells[cell(at: second)]
            for _ in 0..<count(mean: how.rate) {
                let outcome = draw(how)
                let latency = outcome.isGood ? min(timeout, self.latency(how)) : timeout
                step.tally[.requests] += 1
                step.tally[outcome.counter] += 1
                if latency > scenario.load[stream].slow { step.tally[.slow] += 1 }
                seen.record(latency)
                if outcome.isGood { cell.successLatency.record(latency) }
            }
            step.p50 = seen.quantile(0.5)
            step.p99 = seen.quantile(0.99)
            cell.tally += step.tally
            cell.latency += seen
            recording.streams[stream].cells[self.cell(at: second)] = cell
            recording.streams[stream].steps[second] = step
        }
    }

    private mutating func draw(_ how: Second) -> (counter: StreamCounter, isGood: Bool) {
        var u = generator.uniform()
        for (counter, share) in [
            (StreamCounter.failed, how.failed), (.timedOut, how.timedOut),
            (.rejected, how.rejected),
        ] {
            if u < share { return (counter, false) }
            u -= share
        }
        return u < how.degraded ? (.degraded, true) : (.succeeded, true)
    }

    /// Calls of one attempt each; `failed` stands for attempts that failed, `rejected` for calls
    /// that were never sent.
    mutating func fill(edge: EdgeID, _ shape: (Int) -> Second) {
        for second in recording.edges[edge].steps.indices {
            let how = shape(second)
            var tally = Tally<EdgeCounter>()
            let cell = cell(at: second)
            for _ in 0..<count(mean: how.rate) {
                let outcome = draw(how)
                tally[.calls] += 1
                guard outcome.counter != .rejected else {
                    tally[.rejectedCalls] += 1
                    tally[.rejectedByBreaker] += 1
                    continue
                }
                tally[.reached] += 1
                tally[.attempts] += 1
                tally[outcome.isGood ? .answered : .failedCalls] += 1
                tally[
                    outcome.isGood
                        ? .succeeded : outcome.counter == .timedOut ? .timedOut : .failed] += 1
                recording.edges[edge].cells[cell].latency.record(latency(how))
            }
            recording.edges[edge].steps[second] = tally
            recording.edges[edge].cells[cell].tally += tally
        }
    }

    mutating func happen(_ seconds: Double, _ what: Event.What) {
        recording.events.append(Event(at: Instant.start + Duration(seconds: seconds), what))
        recording.events = recording.events.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    mutating func instances(_ service: ServiceID, _ seconds: Double, ready: Int, started: Int) {
        recording.services[service].instances.append(
            .init(at: .start + Duration(seconds: seconds), ready: ready, started: started))
    }

    mutating func death(_ service: ServiceID, _ death: ServiceLedger.Death) {
        recording.services[service].deaths.append(death)
    }
}
