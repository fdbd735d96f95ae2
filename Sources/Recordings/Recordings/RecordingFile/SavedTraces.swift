import Chance
import Resilience
import Timebase

/// What requests went through as JSON has it, checked on the way in.
struct SavedTraces: Decodable {
    let sample: TraceSample

    enum Key: String, CodingKey {
        case kept, failures
        case otherFailures = "other_failures"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        sample = TraceSample(
            traces: try fields.decode([SavedTrace].self, forKey: .kept).map(\.trace),
            failures: try fields.decode([SavedFailure].self, forKey: .failures).map(\.failure),
            otherFailures: try fields.count(.otherFailures))
        let traces = sample.traces.indices
        guard sample.failures.allSatisfy({ $0.traces.allSatisfy(traces.contains) }) else {
            throw damage("a failure names a request that is not there", decoder.codingPath)
        }
    }

    /// Whether every stream, edge and fault that is named is there.
    static func areKnown(_ sample: TraceSample, in recording: Recording) -> Bool {
        let streams = recording.streams.indices
        let edges = recording.edges.indices
        let faults = recording.faults.indices
        let spans = sample.traces.lazy.flatMap(\.spans)
        return sample.traces.allSatisfy { streams.contains($0.stream) }
            && spans.allSatisfy {
                edges.contains($0.edge) && ($0.fault.map(faults.contains) ?? true)
            }
            && sample.failures.allSatisfy {
                streams.contains($0.way.stream) && ($0.way.fault.map(faults.contains) ?? true)
                    && $0.way.hops.allSatisfy { edges.contains($0.edge) }
            }
    }
}

private struct SavedTrace: Decodable {
    let trace: Trace

    enum CodingKeys: String, CodingKey {
        case key, stream, chosen, outcome, dropped, spans
        case due = "due_ns"
        case ended = "ended_ns"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let path = decoder.codingPath
        let spans = try fields.decode([SavedSpan].self, forKey: .spans).map(\.span)
        for (index, span) in spans.enumerated() where span.parent < -1 || span.parent >= index {
            throw damage("a span has a parent that does not stand before it", path)
        }
        trace = Trace(
            key: try key(fields.decode(String.self, forKey: .key), path),
            stream: try fields.count(.stream),
            chosen: try word(fields.decode(String.self, forKey: .chosen), path),
            outcome: try word(
                fields.decode(String.self, forKey: .outcome), of: OutcomeWord.self, path
            ).outcome,
            due: try fields.instant(.due), ended: try fields.instant(.ended), spans: spans,
            droppedSpans: try fields.count(.dropped))
    }
}

private struct SavedSpan: Decodable {
    let span: Trace.Span

    init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        let path = list.codingPath
        let kind: Trace.Span.Kind = try word(list.decode(String.self), path)
        let name = try key(list.decode(String.self), path)
        let parent = try list.decode(Int.self)
        let edge = try count(list.decode(Int.self), path)
        let instance = try list.decode(Int.self)
        let endpoint = try count(list.decode(Int.self), path)
        let ending: Trace.Ending = try word(list.decode(String.self), path)
        let status = try count(list.decode(Int.self), path)
        let fault = try list.decode(Int?.self)
        var times: [Instant?] = []
        for _ in 0..<4 {
            times.append(try list.decode(Int64?.self).map { try instant($0, path) })
        }
        guard let from = times[0] else { throw damage("a span has no beginning", path) }
        span = Trace.Span(
            kind: kind, key: name, parent: parent, edge: edge, instance: instance,
            endpoint: endpoint, from: from, to: times[1], ending: ending, status: status,
            fault: fault, workFrom: times[2], workTo: times[3])
    }
}

private struct SavedFailure: Decodable {
    let failure: FailureCount

    enum CodingKeys: String, CodingKey {
        case stream, outcome, hops, fault, requests, traces
        case first = "first_ns"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let way = FailureWay(
            stream: try fields.count(.stream),
            outcome: try word(
                fields.decode(String.self, forKey: .outcome), of: OutcomeWord.self,
                decoder.codingPath
            ).outcome,
            hops: try fields.decode([SavedHop].self, forKey: .hops).map(\.hop),
            fault: fields.contains(.fault) ? try fields.count(.fault) : nil)
        failure = FailureCount(
            way: way, requests: try fields.count(.requests), first: try fields.instant(.first),
            traces: try fields.decode([Int].self, forKey: .traces))
    }
}

private struct SavedHop: Decodable {
    let hop: FailureWay.Hop

    init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        let path = list.codingPath
        let edge = try count(list.decode(Int.self), path)
        let call: Trace.Ending = try word(list.decode(String.self), path)
        let attempt = try list.decode(String?.self)
        hop = FailureWay.Hop(
            edge: edge, call: call,
            attempt: try attempt.map { try word($0, of: Trace.Ending.self, path) },
            status: try count(list.decode(Int.self), path))
    }
}

/// One of the words of a kind of value.
private func word<Word: RawRepresentable>(
    _ text: String, of kind: Word.Type = Word.self, _ path: [any CodingKey]
) throws -> Word where Word.RawValue == String {
    guard let word = Word(rawValue: text) else { throw damage("there is no \(text) here", path) }
    return word
}

/// A key in hexadecimal.
private func key(_ text: String, _ path: [any CodingKey]) throws -> Key {
    guard let bits = UInt64(text, radix: 16) else { throw damage("\(text) is no key", path) }
    return Key(bits: bits)
}
