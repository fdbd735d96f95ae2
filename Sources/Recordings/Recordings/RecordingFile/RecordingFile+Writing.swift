import Faults
import Timebase

extension RecordingFile {
    /// The file's bytes: UTF-8 JSON without white space, ending in a line feed.
    public func bytes() -> [UInt8] {
        var json = JSONWriter(.compact)
        json.reserve(1 << 20)
        json.object { json in
            json.field("format", RecordingFile.format)
            json.field("version", version)
            json.array("sources") { json in
                for source in sources {
                    json.object { json in
                        json.field("name", source.name)
                        json.field("text", source.text)
                    }
                }
            }
            json.array("overrides") { json in
                for override in overrides { json.object { $0.field(override) } }
            }
            json.columns()
            json.object("run") { $0.fields(of: run) }
            if let control { json.object("control") { $0.fields(of: control) } }
            if let capacity { json.object("capacity") { $0.fields(of: capacity) } }
            guard !harmless.isEmpty else { return }
            json.array("harmless") { json in for traffic in harmless { json.harmless(traffic) } }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }
}

extension JSONWriter {
    fileprivate mutating func field(_ override: RecordingFile.Override) {
        switch override {
        case .set(let assignment): field("set", assignment)
        case .without(let protection): field("without", protection)
        }
    }

    fileprivate mutating func columns() {
        object("columns") { json in
            json.names("stream", ColumnNames.of(StreamCounter.self))
            json.names("edge", ColumnNames.of(EdgeCounter.self))
            json.names("service", ColumnNames.of(ServiceCounter.self))
        }
    }

    private mutating func names(_ key: String, _ names: [String]) {
        array(key) { json in for name in names { json.value(name) } }
    }

    fileprivate mutating func harmless(_ traffic: HarmlessTraffic) {
        object { json in
            json.field("edge", traffic.edge)
            json.field("attempts", traffic.attempts)
            json.field("timed_out", traffic.timedOut)
            json.field("opened", traffic.opened)
            json.field("ejected", traffic.ejected)
        }
    }

    fileprivate mutating func fields(of recording: Recording) {
        field("engine", recording.engine)
        key("seed")
        value(json: "\(recording.seed)")
        time("duration_ns", recording.duration)
        time("warmup_ns", recording.warmup)
        time("step_ns", recording.step)
        if let cut = recording.cutAt { instant("cut_at_ns", cut) }
        if let date = recording.date {
            key("date_ns")
            value(json: "\(date)")
        }
        if let condition = recording.abortedBy { field("aborted_by", condition) }
        if let stream = recording.abortedStream { field("aborted_stream", stream) }
        if recording.lateRequests > 0 {
            key("late_requests")
            value(json: "\(recording.lateRequests)")
        }
        array("phases") { json in
            for phase in recording.windows.planned {
                json.object { json in
                    json.field("name", phase.name)
                    json.spans(phase.spans)
                }
            }
        }
        array("streams") { json in for stream in recording.streams { json.ledger(stream) } }
        array("edges") { json in for edge in recording.edges { json.ledger(edge) } }
        array("services") { json in for service in recording.services { json.ledger(service) } }
        array("faults") { json in for fault in recording.faults { json.ledger(fault) } }
        array("events") { json in for event in recording.events { json.event(event) } }
        field("dropped_events", recording.droppedEvents)
        if let traces = recording.traces { self.traces(traces) }
        guard !recording.observed.isEmpty else { return }
        array("observed") { json in for seen in recording.observed { json.observed(seen) } }
    }

    private mutating func observed(_ seen: ObservedProtection) {
        object { json in
            json.field("edge", seen.edge)
            if let timeout = seen.timeout { json.time("timeout_ns", timeout) }
            if let attempts = seen.attempts { json.field("attempts", attempts) }
            if let openFor = seen.openFor { json.time("open_for_ns", openFor) }
            if let concurrent = seen.concurrent { json.field("concurrent", concurrent) }
        }
    }

    private mutating func ledger(_ stream: StreamLedger) {
        object { json in
            json.array("cells") { json in
                for cell in stream.cells {
                    json.object { json in
                        json.row("counts", cell.tally)
                        json.histogram("latency", cell.latency)
                        json.histogram("success_latency", cell.successLatency)
                    }
                }
            }
            json.rows("steps", stream.steps.lazy.map(\.tally))
            json.times("p50_ns", stream.steps.lazy.map(\.p50))
            json.times("p99_ns", stream.steps.lazy.map(\.p99))
        }
    }

    private mutating func ledger(_ edge: EdgeLedger) {
        object { json in
            json.array("cells") { json in
                for cell in edge.cells {
                    json.object { json in
                        json.row("counts", cell.tally)
                        json.histogram("latency", cell.latency)
                        json.histogram("rejection", cell.rejection)
                        json.field("peak", cell.peak)
                        json.field("peak_per_caller", cell.peakPerCaller)
                        if cell.staleAge > .zero { json.time("stale_age_ns", cell.staleAge) }
                    }
                }
            }
            json.rows("steps", edge.steps)
        }
    }

    private mutating func ledger(_ service: ServiceLedger) {
        object { json in
            json.array("cells") { json in
                for tally in service.cells { json.numbers(tally.values) }
            }
            json.rows("steps", service.steps)
            json.array("instances") { json in
                for count in service.instances {
                    json.value(count.at.nanoseconds)
                    json.value(count.ready)
                    json.value(count.started)
                }
            }
            json.array("deaths") { json in
                for death in service.deaths {
                    json.object { json in
                        json.field("instance", death.instance)
                        json.instant("at_ns", death.at)
                        json.field("held", death.held)
                        if let again = death.servingAgain { json.instant("again_ns", again) }
                    }
                }
            }
        }
    }

    private mutating func ledger(_ fault: FaultLedger) {
        object { json in
            switch fault.origin {
            case .fault(let index): json.field("fault", index)
            case .spike(let stream): json.field("spike", stream)
            case .monkey: json.field("monkey", true)
            }
            json.field("inject", fault.inject)
            json.field("on", fault.on)
            if let name = fault.name { json.field("name", name) }
            json.spans(fault.spans)
            json.instant("over_ns", fault.over)
            json.field("requests", fault.requests)
            json.field("connections", fault.connections)
            json.field("instances", fault.instances)
            json.field("attempted", fault.attempted)
            json.field("undone", fault.undone)
            json.array("edges") { $0.elements(fault.edges) }
            json.array("services") { $0.elements(fault.services) }
        }
    }

    private mutating func event(_ event: Event) {
        let (word, numbers) = event.what.parts
        array { json in
            json.value(event.at.nanoseconds)
            json.value(word.rawValue)
            json.elements(numbers)
        }
    }
}

// The pieces that ledgers are made of.
extension JSONWriter {
    private mutating func time(_ name: String, _ duration: Duration) {
        key(name)
        value(duration.nanoseconds)
    }

    private mutating func instant(_ name: String, _ instant: Instant) {
        key(name)
        value(instant.nanoseconds)
    }

    private mutating func elements(_ numbers: [Int]) {
        for number in numbers { value(number) }
    }

    private mutating func numbers(_ numbers: [Int64]) {
        array { json in for number in numbers { json.value(number) } }
    }

    private mutating func row<Column>(_ name: String, _ tally: Tally<Column>) {
        key(name)
        numbers(tally.values)
    }

    /// The binned columns of each step, one row after another.
    private mutating func rows<Column>(_ name: String, _ tallies: some Sequence<Tally<Column>>) {
        array(name) { json in
            for tally in tallies {
                for value in tally.values.prefix(Column.binned) { json.value(value) }
            }
        }
    }

    private mutating func times(_ name: String, _ durations: some Sequence<Duration?>) {
        array(name) { json in
            for duration in durations {
                if let duration { json.value(duration.nanoseconds) } else { json.null() }
            }
        }
    }

    private mutating func spans(_ spans: [FaultLedger.Span]) {
        array("spans_ns") { json in
            for span in spans {
                json.value(span.from.nanoseconds)
                json.value(span.to.nanoseconds)
            }
        }
    }

    private mutating func histogram(_ name: String, _ histogram: Histogram) {
        object(name) { json in
            json.time("total_ns", histogram.total)
            json.time("max_ns", histogram.max)
            json.array("buckets") { json in
                var last = 0
                for (bucket, count) in histogram.buckets {
                    json.value(bucket - last)
                    json.value(count)
                    last = bucket
                }
            }
        }
    }
}
