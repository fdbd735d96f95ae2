import Recordings
import Scenarios
import Timebase

/// What must hold of the requests that were followed in any run; each broken rule as a sentence.
struct TraceChecks {
    private let scenario: Scenario
    private let recording: Recording
    private(set) var broken: [String] = []

    init(_ scenario: Scenario, _ recording: Recording) {
        self.scenario = scenario
        self.recording = recording
        guard let sample = recording.traces else {
            broken.append("no request was followed")
            return
        }
        checkCounts(sample)
        for trace in sample.traces {
            for place in trace.spans.indices { check(place, of: trace) }
            let patience = scenario.load[trace.stream].timeout
            require(trace.ended - trace.due <= patience, "a request outlives \(patience)")
        }
    }

    private mutating func require(_ holds: Bool, _ rule: @autoclosure () -> String) {
        if !holds { broken.append(rule()) }
    }

    /// Every failure of the streams' ledgers has its way.
    private mutating func checkCounts(_ sample: TraceSample) {
        let run = recording.windows.phase(named: "run")
        var failed = 0
        for stream in recording.streams {
            guard let run else { continue }
            let tally = stream.total(of: run, in: recording.windows).tally
            failed += tally[.failed] + tally[.timedOut] + tally[.rejected]
        }
        require(sample.failedRequests == failed, "\(sample.failedRequests) ways of \(failed)")
        for failure in sample.failures {
            require(
                failure.traces.allSatisfy { sample.traces[$0].outcome == failure.way.outcome },
                "a way with a request of another outcome")
        }
    }

    private mutating func check(_ place: Int, of trace: Trace) {
        let span = trace.spans[place]
        let parent = span.parent < 0 ? nil : trace.spans[span.parent]
        require(span.parent < place, "a span stands before its parent")
        require(span.from >= parent?.from ?? trace.due, "a span begins before its parent")
        require((span.to == nil) == (span.ending == .underWay), "an end that is none: \(span)")
        if let to = span.to { require(to >= span.from, "a span ends before it begins") }
        switch (span.kind, parent?.kind) {
        case (.attempt, .call?), (.call, .call?):
            require(
                span.kind == .call || span.edge == parent?.edge, "an attempt on another edge")
        case (.call, .attempt?):
            require(
                scenario.caller(of: span.edge) == parent.map { scenario.callee(of: $0.edge) },
                "a call of another service")
            require(parent?.workFrom != nil, "a call of a request that got no slot")
        case (.call, nil): require(scenario.stream(ofEntry: span.edge) != nil, "a user's call")
        case (.attempt, _): require(false, "an attempt of no call")
        }
    }
}
