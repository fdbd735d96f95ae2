import Chance
import Recordings
import Resilience
import Timebase

/// One span of a trace, as the protocol has it.
struct OTLPSpan {
    /// The protocol's numbers of the kinds that are written here.
    enum Kind: Int64 {
        case server = 2
        case client = 3
    }

    /// Whose span it is, as ``OTLPNames`` numbers them.
    var resource: Int
    private var trace: String
    private var id: String
    private var parent: String?
    private var name: String
    private var kind: Kind
    private var from: Instant
    private var to: Instant
    private var attributes: [(String, OTLPValue)]
    /// What went wrong; nil: nothing.
    private var problem: String?

    /// The request, its calls and attempts, and the work of its callees.
    static func all(of trace: Trace, _ names: OTLPNames) -> [OTLPSpan] {
        var spans = [OTLPSpan(request: trace, names)]
        for span in trace.spans {
            spans.append(OTLPSpan(span, of: trace, names))
            if let from = span.workFrom {
                spans.append(OTLPSpan(workOn: span, from: from, of: trace, names))
            }
        }
        return spans
    }

    private init(request trace: Trace, _ names: OTLPNames) {
        resource = names.client(of: trace.stream)
        self.trace = OTLPSpan.id(of: trace)
        id = OTLPSpan.id(trace.key, .request)
        name = names.request(of: trace.stream)
        kind = .client
        from = trace.due
        to = trace.ended
        let word = OTLPSpan.word(trace.outcome)
        attributes = [
            ("chaos.outcome", .text(word)),
            ("chaos.chosen", .text(trace.chosen.rawValue)),
        ]
        if trace.droppedSpans > 0 {
            attributes.append(("chaos.dropped_spans", .number(Int64(trace.droppedSpans))))
        }
        if word != "succeeded" && word != "degraded" { problem = word }
    }

    private init(_ span: Trace.Span, of trace: Trace, _ names: OTLPNames) {
        resource = names.caller(of: span.edge)
        self.trace = OTLPSpan.id(of: trace)
        id = OTLPSpan.id(span.key, span.kind == .call ? .call : .attempt)
        parent = OTLPSpan.parent(of: span, in: trace)
        kind = .client
        from = span.from
        to = max(span.from, span.to ?? trace.ended)
        attributes = [("chaos.edge", .text(names.edge(span.edge)))]
        switch span.kind {
        case .call:
            name = names.endpoint(span.endpoint, ofCalleeOn: span.edge)
            attributes.append(("chaos.call", .text(span.ending.rawValue)))
            attributes.append(("chaos.caller_instance", .number(Int64(span.instance))))
        case .attempt:
            name = "attempt"
            attributes.append(("chaos.attempt", .text(span.ending.rawValue)))
            if span.instance >= 0 {
                attributes.append(("chaos.callee_instance", .number(Int64(span.instance))))
            }
            if span.status > 0 {
                attributes.append(("http.response.status_code", .number(Int64(span.status))))
            }
        }
        if let fault = span.fault {
            attributes.append(("chaos.fault", .text(names.fault(fault))))
        }
        if !span.ending.isGood { problem = span.ending.rawValue }
    }

    private init(workOn span: Trace.Span, from: Instant, of trace: Trace, _ names: OTLPNames) {
        resource = names.callee(of: span.edge)
        self.trace = OTLPSpan.id(of: trace)
        id = OTLPSpan.id(span.key, .work)
        parent = OTLPSpan.id(span.key, .attempt)
        let call = trace.spans.indices.contains(span.parent) ? trace.spans[span.parent] : span
        name = names.endpoint(call.endpoint, ofCalleeOn: span.edge)
        kind = .server
        self.from = from
        to = max(from, span.workTo ?? trace.ended)
        attributes = [("service.instance.id", .text("\(span.instance)"))]
        if span.workTo == nil { attributes.append(("chaos.unfinished", .truth(true))) }
    }

    /// - Parameter date: when the run began, in nanoseconds since 1970.
    func write(to json: inout JSONWriter, since date: Int64) {
        json.object { json in
            json.field("traceId", trace)
            json.field("spanId", id)
            if let parent { json.field("parentSpanId", parent) }
            json.field("name", name)
            json.key("kind")
            json.value(kind.rawValue)
            json.field("startTimeUnixNano", OTLPSpan.time(from, since: date))
            json.field("endTimeUnixNano", OTLPSpan.time(to, since: date))
            json.attributes(attributes)
            json.object("status") { json in
                guard let problem else { return }
                json.field("message", problem)
                json.field("code", 2)
            }
        }
    }
}

// Words, ids and times.
extension OTLPSpan {
    private static func word(_ outcome: RequestOutcome) -> String {
        switch outcome {
        case .succeeded: "succeeded"
        case .degraded: "degraded"
        case .failed: "failed"
        case .timedOut: "timed-out"
        case .rejected: "rejected"
        }
    }

    /// Which of the spans that belong to one key it is.
    private enum Role: UInt64 {
        /// Far from the small numbers by which a call's attempts have their keys.
        case request = 0x5350_0000
        case call, attempt, work
    }

    /// An instance's calls are children of its work, where it did any.
    private static func parent(of span: Trace.Span, in trace: Trace) -> String {
        guard trace.spans.indices.contains(span.parent) else { return id(trace.key, .request) }
        let parent = trace.spans[span.parent]
        switch parent.kind {
        case .call: return id(parent.key, .call)
        case .attempt: return id(parent.key, parent.workFrom == nil ? .attempt : .work)
        }
    }

    /// As a live run names the trace in the `traceparent` of the request's first attempt.
    private static func id(of trace: Trace) -> String {
        let key = trace.spans.first { $0.kind == .attempt }?.key ?? trace.key
        return Key(bits: key.child(.request).bits | 1).hexadecimal + key.hexadecimal
    }

    /// An attempt's is the one that a live run sends in `traceparent`.
    private static func id(_ key: Key, _ role: Role) -> String {
        let own = role == .attempt ? key : key.child(role.rawValue)
        return Key(bits: own.bits | 1).hexadecimal
    }

    /// Nanoseconds since 1970, as the protocol's JSON has 64-bit numbers: a string.
    private static func time(_ at: Instant, since date: Int64) -> String {
        "\(date + at.nanoseconds)"
    }
}

/// The value of an attribute.
enum OTLPValue {
    case text(String)
    case number(Int64)
    case truth(Bool)
}

extension JSONWriter {
    /// A list of keys and values, under the name that every message of the protocol has for it.
    mutating func attributes(_ attributes: [(String, OTLPValue)]) {
        array("attributes") { json in
            for (name, value) in attributes {
                json.object { json in
                    json.field("key", name)
                    json.object("value") { json in
                        switch value {
                        case .text(let text): json.field("stringValue", text)
                        case .number(let number): json.field("intValue", "\(number)")
                        case .truth(let truth): json.field("boolValue", truth)
                        }
                    }
                }
            }
        }
    }
}
