import Faults
import Timebase

/// A recording as JSON has it, checked on the way in.
struct SavedRecording: Decodable {
    let recording: Recording

    enum Key: String, CodingKey {
        case engine, seed, phases, streams, edges, services, faults, events, observed, traces
        case duration = "duration_ns"
        case warmup = "warmup_ns"
        case step = "step_ns"
        case cutAt = "cut_at_ns"
        case date = "date_ns"
        case abortedBy = "aborted_by"
        case abortedStream = "aborted_stream"
        case droppedEvents = "dropped_events"
        case lateRequests = "late_requests"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        let phases = try fields.decode([SavedPhase].self, forKey: .phases)
        let streams = try fields.decode([SavedStream].self, forKey: .streams)
        let edges = try fields.decode([SavedEdge].self, forKey: .edges)
        let services = try fields.decode([SavedService].self, forKey: .services)
        let faults = try fields.decode([SavedFault].self, forKey: .faults)
        var whole = Recording(
            engine: try fields.decode(String.self, forKey: .engine),
            seed: try fields.decode(UInt64.self, forKey: .seed),
            duration: try fields.duration(.duration), warmup: try fields.duration(.warmup),
            windows: Windows(phases: phases.map(\.phase)), step: try fields.duration(.step),
            streams: streams.map(\.ledger), edges: edges.map(\.ledger),
            services: services.map(\.ledger), faults: faults.map(\.ledger),
            events: try fields.decode([SavedEvent].self, forKey: .events).map(\.event),
            droppedEvents: try fields.count(.droppedEvents),
            observed: try fields.decodeIfPresent([SavedObservation].self, forKey: .observed)?
                .map(\.seen) ?? [])
        if fields.contains(.lateRequests) { whole.lateRequests = try fields.count(.lateRequests) }
        whole.date = try fields.decodeIfPresent(Int64.self, forKey: .date)
        if fields.contains(.abortedBy) { whole.abortedBy = try fields.count(.abortedBy) }
        if fields.contains(.abortedStream) {
            whole.abortedStream = try fields.count(.abortedStream)
        }
        whole.traces = try fields.decodeIfPresent(SavedTraces.self, forKey: .traces)?.sample
        recording = fields.contains(.cutAt) ? whole.cut(at: try fields.instant(.cutAt)) : whole
        try checkLengths(at: decoder.codingPath)
        try checkReferences(at: decoder.codingPath)
    }

    /// Every ledger must have one cell a cell of the windows, and all timelines the same steps.
    private func checkLengths(at path: [any CodingKey]) throws {
        let cells =
            recording.streams.map(\.cells.count) + recording.edges.map(\.cells.count)
            + recording.services.map(\.cells.count)
        let steps =
            recording.streams.map(\.steps.count) + recording.edges.map(\.steps.count)
            + recording.services.map(\.steps.count)
        let expected = recording.windows.cells.count
        guard cells.allSatisfy({ $0 == expected }) else {
            throw damage("a ledger has not as many cells as the phases make, \(expected)", path)
        }
        guard steps.allSatisfy({ $0 == steps[0] }) else {
            throw damage("the timelines are not equally long", path)
        }
        guard recording.step > .zero else { throw damage("step_ns must be above zero", path) }
        try checkSums(at: path)
    }

    /// Whoever adds up all latencies of a recording must stay in range.
    private func checkSums(at path: [any CodingKey]) throws {
        var totals: [Duration] = []
        for cell in recording.streams.flatMap(\.cells) {
            totals += [cell.latency.total, cell.successLatency.total]
        }
        for cell in recording.edges.flatMap(\.cells) {
            totals += [cell.latency.total, cell.rejection.total]
        }
        var sum: Int64 = 0
        for total in totals {
            let (next, isTooLarge) = sum.addingReportingOverflow(total.nanoseconds)
            guard !isTooLarge else { throw damage("the latencies add up to no time", path) }
            sum = next
        }
    }

    /// Every stream, edge, service and fault that is referred to must be there.
    private func checkReferences(at path: [any CodingKey]) throws {
        let edges = recording.edges.indices
        let services = recording.services.indices
        for fault in recording.faults {
            guard fault.edges.allSatisfy(edges.contains),
                fault.services.allSatisfy(services.contains)
            else { throw damage("a fault falls on an edge or service that is not there", path) }
            if case .spike(let stream) = fault.origin,
                !recording.streams.indices.contains(stream)
            {
                throw damage("a spike is of a stream that is not there", path)
            }
        }
        guard recording.observed.allSatisfy({ edges.contains($0.edge) }) else {
            throw damage("a protection was observed on an edge that is not there", path)
        }
        guard recording.traces.map({ SavedTraces.areKnown($0, in: recording) }) ?? true else {
            throw damage("a request went over an edge or met a fault that is not there", path)
        }
        for event in recording.events {
            let isKnown =
                switch event.what {
                case .faultBegan(let fault), .faultEnded(let fault):
                    recording.faults.indices.contains(fault)
                case .breakerOpened(let edge, _), .breakerHalfOpened(let edge, _),
                    .breakerClosed(let edge, _), .markedDown(let edge, _), .markedUp(let edge, _),
                    .ejected(let edge, _, _), .readmitted(let edge, _, _), .panicBegan(let edge, _),
                    .panicEnded(let edge, _):
                    edges.contains(edge)
                case .instanceDied(let service, _), .instanceServing(let service, _),
                    .instancePaused(let service, _), .instanceResumed(let service, _),
                    .instanceDrained(let service, _), .instanceUnready(let service, _),
                    .instanceReady(let service, _), .instanceCondemned(let service, _),
                    .scaled(let service, _, _):
                    services.contains(service)
                }
            guard isKnown else {
                throw damage("an event at \(event.at) is of something that is not there", path)
            }
        }
    }
}

private struct SavedPhase: Decodable {
    let phase: Windows.Phase

    enum Key: String, CodingKey {
        case name
        case spans = "spans_ns"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        phase = Windows.Phase(
            name: try fields.decode(String.self, forKey: .name), spans: try fields.spans(.spans))
    }
}

private struct SavedObservation: Decodable {
    let seen: ObservedProtection

    enum Key: String, CodingKey {
        case edge, attempts, concurrent
        case timeout = "timeout_ns"
        case openFor = "open_for_ns"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        func count(_ key: Key) throws -> Int? {
            fields.contains(key) ? try fields.count(key) : nil
        }
        func time(_ key: Key) throws -> Duration? {
            fields.contains(key) ? try fields.duration(key) : nil
        }
        seen = ObservedProtection(
            edge: try fields.count(.edge), timeout: try time(.timeout),
            attempts: try count(.attempts), openFor: try time(.openFor),
            concurrent: try count(.concurrent))
    }
}

private struct SavedEvent: Decodable {
    let event: Event

    init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        let at = try instant(list.decode(Int64.self), list.codingPath)
        let text = try list.decode(String.self)
        var numbers: [Int] = []
        while !list.isAtEnd { numbers.append(try count(list.decode(Int.self), list.codingPath)) }
        guard let word = EventWord(rawValue: text), let what = Event.What(word, numbers) else {
            throw damage("there is no event \(text) with \(numbers.count) numbers", list.codingPath)
        }
        event = Event(at: at, what)
    }
}
