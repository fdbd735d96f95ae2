import Chance
import Faults
import Recordings
import Resilience
import Timebase

/// Recordings drawn from a seed: every kind of ledger and event, in lengths that fit together.
struct RandomRecordings {
    private var generator: Generator

    init(seed: UInt64) { generator = Generator(Key(seed: seed)) }

    mutating func below(_ bound: Int) -> Int { generator.below(bound) }

    mutating func file() -> RecordingFile {
        RecordingFile(
            version: text(), sources: (0...below(2)).map { _ in .init(name: text(), text: text()) },
            overrides: (0..<below(3)).map { _ in below(2) == 0 ? .set(text()) : .without(text()) },
            run: recording(), control: below(2) == 0 ? nil : recording(),
            capacity: below(2) == 0 ? nil : recording())
    }

    private mutating func recording() -> Recording {
        let windows = Windows(phases: (0..<below(4)).map { _ in phase() })
        let (cells, steps) = (windows.cells.count, below(5))
        var recording = Recording(
            engine: text(), seed: generator.next(), duration: duration(), warmup: duration(),
            windows: windows, step: duration() + .nanoseconds(1),
            streams: (0...below(2)).map { _ in stream(cells: cells, steps: steps) },
            edges: (0...below(3)).map { _ in edge(cells: cells, steps: steps) },
            services: (0...below(3)).map { _ in service(cells: cells, steps: steps) },
            droppedEvents: below(1_000))
        recording.faults = (0...below(3)).map { _ in fault(in: recording) }
        recording.events = (0..<below(40)).map { _ in event(in: recording) }
        for edge in recording.edges.indices where below(3) == 0 {
            recording.observed.append(observed(on: edge))
        }
        if below(2) == 0 { recording.traces = traces(in: recording) }
        return below(2) == 0 ? recording : recording.cut(at: instant())
    }

    private mutating func observed(on edge: Int) -> ObservedProtection {
        ObservedProtection(
            edge: edge, timeout: below(2) == 0 ? nil : duration(),
            attempts: below(2) == 0 ? nil : below(5), openFor: below(2) == 0 ? nil : duration(),
            concurrent: below(2) == 0 ? nil : below(50))
    }

    private mutating func traces(in recording: Recording) -> TraceSample {
        let kept = (0..<below(4)).map { _ in trace(in: recording) }
        let failures = (0..<below(4)).map { _ in
            FailureCount(
                way: FailureWay(
                    stream: below(recording.streams.count), outcome: pick(RequestOutcome.allCases),
                    hops: (0..<below(4)).map { _ in
                        .init(
                            edge: below(recording.edges.count), call: pick(Trace.Ending.allCases),
                            attempt: below(2) == 0 ? nil : pick(Trace.Ending.allCases),
                            status: below(600))
                    }, fault: below(2) == 0 ? nil : below(recording.faults.count)),
                requests: below(1 << 40), first: instant(),
                traces: kept.isEmpty ? [] : [below(kept.count)])
        }
        return TraceSample(traces: kept, failures: failures, otherFailures: below(99))
    }

    private mutating func trace(in recording: Recording) -> Trace {
        Trace(
            key: Key(bits: generator.next()), stream: below(recording.streams.count),
            chosen: pick(Trace.Chosen.allCases), outcome: pick(RequestOutcome.allCases),
            due: instant(), ended: instant(),
            spans: (0..<below(5)).map { place in
                Trace.Span(
                    kind: pick(Trace.Span.Kind.allCases), key: Key(bits: generator.next()),
                    parent: below(place + 1) - 1, edge: below(recording.edges.count),
                    instance: below(9) - 1, endpoint: below(9), from: instant(),
                    to: below(2) == 0 ? nil : instant(), ending: pick(Trace.Ending.allCases),
                    status: below(600), fault: below(2) == 0 ? nil : below(recording.faults.count),
                    workFrom: below(2) == 0 ? nil : instant(),
                    workTo: below(2) == 0 ? nil : instant())
            }, droppedSpans: below(99))
    }

    private mutating func pick<Element>(_ all: [Element]) -> Element { all[below(all.count)] }

    private mutating func phase() -> Windows.Phase {
        Windows.Phase(name: text(), spans: spans())
    }

    private mutating func stream(cells: Int, steps: Int) -> StreamLedger {
        StreamLedger(
            cells: (0..<cells).map { _ in
                var cell = StreamLedger.Cell()
                cell.tally = tally()
                cell.latency = histogram()
                cell.successLatency = histogram()
                return cell
            },
            steps: (0..<steps).map { _ in
                var step = StreamLedger.Step()
                step.tally = tally(binned: true)
                step.p50 = below(3) == 0 ? nil : duration()
                step.p99 = below(3) == 0 ? nil : duration()
                return step
            })
    }

    private mutating func edge(cells: Int, steps: Int) -> EdgeLedger {
        EdgeLedger(
            cells: (0..<cells).map { _ in
                var cell = EdgeLedger.Cell()
                cell.tally = tally()
                cell.latency = histogram()
                cell.rejection = histogram()
                cell.peak = below(1_000)
                cell.peakPerCaller = below(1_000)
                return cell
            },
            steps: (0..<steps).map { _ in tally(binned: true) })
    }

    private mutating func service(cells: Int, steps: Int) -> ServiceLedger {
        ServiceLedger(
            cells: (0..<cells).map { _ in tally() },
            steps: (0..<steps).map { _ in tally(binned: true) },
            instances: (0..<below(4)).map { _ in
                .init(at: instant(), ready: below(9), started: below(9))
            },
            deaths: (0..<below(4)).map { _ in
                .init(
                    instance: below(9), at: instant(), held: below(99),
                    servingAgain: below(2) == 0 ? nil : instant())
            })
    }

    private mutating func fault(in recording: Recording) -> FaultLedger {
        let origins: [FaultLedger.Origin] = [
            .fault(below(5)), .monkey, .spike(below(recording.streams.count)),
        ]
        return FaultLedger(
            origin: origins[below(3)], inject: text(), on: text(),
            name: below(2) == 0 ? nil : text(), spans: spans(), over: instant(),
            requests: below(1 << 40), connections: below(9), instances: below(9),
            attempted: below(2) == 0, undone: below(2) == 0,
            edges: (0..<below(3)).map { _ in below(recording.edges.count) },
            services: (0..<below(3)).map { _ in below(recording.services.count) })
    }

    private mutating func event(in recording: Recording) -> Event {
        let (fault, edge) = (below(recording.faults.count), below(recording.edges.count))
        let (service, other) = (below(recording.services.count), below(50))
        let all: [Event.What] = [
            .faultBegan(fault), .faultEnded(fault), .breakerOpened(edge, caller: other),
            .breakerHalfOpened(edge, caller: other), .breakerClosed(edge, caller: other),
            .instanceDied(service, instance: other), .instanceServing(service, instance: other),
            .instanceUnready(service, instance: other), .instanceReady(service, instance: other),
            .instanceCondemned(service, instance: other),
            .instancePaused(service, instance: other), .instanceResumed(service, instance: other),
            .instanceDrained(service, instance: other),
            .scaled(service, from: other, to: below(50)), .markedDown(edge, instance: other),
            .markedUp(edge, instance: other),
            .ejected(edge, instance: other, caller: below(50)),
            .readmitted(edge, instance: other, caller: below(50)),
            .panicBegan(edge, caller: other),
            .panicEnded(edge, caller: other),
        ]
        return Event(at: instant(), all[below(all.count)])
    }
}

// The pieces.
extension RandomRecordings {
    private mutating func text() -> String {
        let pieces = ["", "a", " ", "\"", "\\", "\n", "é", "日本", "\u{1B}[31m", "\u{2028}", "\u{0}"]
        return (0..<below(6)).map { _ in pieces[below(pieces.count)] }.joined()
    }

    /// Of any size between 0 and 2⁵⁰ ns, small ones as often as large ones.
    private mutating func duration() -> Duration { .nanoseconds(Int64(below(1 << below(51)))) }

    private mutating func instant() -> Instant { .start + duration() }

    private mutating func spans() -> [FaultLedger.Span] {
        (0..<below(3)).map { _ in
            let from = instant()
            return FaultLedger.Span(from: from, to: from + duration())
        }
    }

    private mutating func tally<Column>(binned: Bool = false) -> Tally<Column> {
        let count = binned ? Column.binned : Column.allCases.count
        return Tally(values: (0..<count).map { _ in duration().nanoseconds })
    }

    private mutating func histogram() -> Histogram {
        var histogram = Histogram()
        for _ in 0..<below(60) { histogram.record(duration()) }
        return histogram
    }
}
