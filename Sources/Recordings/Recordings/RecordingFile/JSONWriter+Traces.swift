import Chance
import Timebase

extension JSONWriter {
    /// What requests went through: keys in hexadecimal, a span a row, times in nanoseconds.
    mutating func traces(_ sample: TraceSample) {
        object("traces") { json in
            json.array("kept") { json in for trace in sample.traces { json.trace(trace) } }
            json.array("failures") { json in
                for failure in sample.failures { json.failure(failure) }
            }
            json.field("other_failures", sample.otherFailures)
        }
    }

    private mutating func trace(_ trace: Trace) {
        object { json in
            json.field("key", trace.key.hexadecimal)
            json.field("stream", trace.stream)
            json.field("chosen", trace.chosen.rawValue)
            json.field("outcome", OutcomeWord(trace.outcome).rawValue)
            json.key("due_ns")
            json.value(trace.due.nanoseconds)
            json.key("ended_ns")
            json.value(trace.ended.nanoseconds)
            json.field("dropped", trace.droppedSpans)
            json.array("spans") { json in for span in trace.spans { json.span(span) } }
        }
    }

    private mutating func span(_ span: Trace.Span) {
        array { json in
            json.value(span.kind.rawValue)
            json.value(span.key.hexadecimal)
            for number in [span.parent, span.edge, span.instance, span.endpoint] {
                json.value(number)
            }
            json.value(span.ending.rawValue)
            json.value(span.status)
            if let fault = span.fault { json.value(fault) } else { json.null() }
            for instant in [span.from, span.to, span.workFrom, span.workTo] {
                if let instant { json.value(instant.nanoseconds) } else { json.null() }
            }
        }
    }

    private mutating func failure(_ failure: FailureCount) {
        object { json in
            json.field("stream", failure.way.stream)
            json.field("outcome", OutcomeWord(failure.way.outcome).rawValue)
            json.array("hops") { json in
                for hop in failure.way.hops {
                    json.array { json in
                        json.value(hop.edge)
                        json.value(hop.call.rawValue)
                        if let end = hop.attempt { json.value(end.rawValue) } else { json.null() }
                        json.value(hop.status)
                    }
                }
            }
            if let fault = failure.way.fault { json.field("fault", fault) }
            json.field("requests", failure.requests)
            json.key("first_ns")
            json.value(failure.first.nanoseconds)
            json.array("traces") { json in for trace in failure.traces { json.value(trace) } }
        }
    }
}
