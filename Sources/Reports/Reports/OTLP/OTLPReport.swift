import Chance
import Recordings
import Resilience
import Scenarios
import Scoring
import Timebase
import Topologies

/// The requests that were followed, as traces in the JSON of OpenTelemetry's protocol: a line that
/// is one `ExportTraceServiceRequest`, as collectors read from files and over HTTP.
///
/// Each user's request is a trace: a client's span for the request, for each call and for each
/// attempt of it, and a server's span for the time in which an instance worked on it. The worst
/// come first. Ids are made from the run's own keys, so that the same seed gives the same ids, and
/// a live run would send the same ones in `traceparent`.
///
/// A live run has its date; virtual time has none and counts from ``epoch``.
/// - SeeAlso: OpenTelemetry Protocol Specification 1.x, *JSON Protobuf Encoding*;
///   OpenTelemetry semantic conventions for HTTP spans.
public func otlpReport(_ input: ReportInput) -> String {
    var json = JSONWriter(.compact)
    OTLPReport(input).write(to: &json)
    return json.text + "\n"
}

/// Sorts the spans by the service that they are of, as the protocol has them.
struct OTLPReport {
    /// 2000-01-01T00:00:00Z, in seconds since 1970.
    static let epoch: Int64 = 946_684_800

    private let input: ReportInput
    private let names: OTLPNames
    private let traces: [Trace]

    init(_ input: ReportInput) {
        self.input = input
        names = OTLPNames(input)
        traces = input.run.traces?.traces ?? []
    }

    func write(to json: inout JSONWriter) {
        let spans = traces.flatMap { OTLPSpan.all(of: $0, names) }
        json.object { json in
            json.array("resourceSpans") { json in
                for resource in names.resources {
                    let own = spans.filter { $0.resource == resource.number }
                    if !own.isEmpty { write(own, of: resource.name, to: &json) }
                }
            }
        }
    }

    private func write(_ spans: [OTLPSpan], of service: String, to json: inout JSONWriter) {
        json.object { json in
            json.object("resource") { json in
                json.attributes([
                    ("service.name", .text(service)), ("service.namespace", .text("chaos")),
                    ("chaos.scenario", .text(input.file)),
                    ("chaos.engine", .text(input.run.engine)),
                    ("chaos.seed", .text("\(input.run.seed)")),
                ])
            }
            json.array("scopeSpans") { json in
                json.object { json in
                    json.object("scope") { json in
                        json.field("name", "chaos")
                        json.field("version", input.version)
                    }
                    json.array("spans") { json in
                        for span in spans { span.write(to: &json, since: names.date) }
                    }
                }
            }
        }
    }
}

/// The names that spans take from the scenario.
struct OTLPNames {
    let input: ReportInput
    private var scenario: Scenario { input.scenario }

    init(_ input: ReportInput) { self.input = input }

    /// When the run began, in nanoseconds since 1970.
    var date: Int64 { input.run.date ?? OTLPReport.epoch * 1_000_000_000 }

    /// The load streams, which call but are not called, and the services.
    var resources: [(number: Int, name: String)] {
        scenario.load.indices.map { (-1 - $0, "load:\(scenario.load[$0].name)") }
            + scenario.topology.services.indices.map { ($0, scenario.topology.services[$0].name) }
    }

    /// The resource of a stream's users.
    func client(of stream: StreamID) -> Int { -1 - stream }

    /// The resource that makes the calls of an edge.
    func caller(of edge: EdgeID) -> Int {
        scenario.caller(of: edge) ?? scenario.stream(ofEntry: edge).map(client) ?? 0
    }

    func callee(of edge: EdgeID) -> Int { scenario.callee(of: edge) }

    func edge(_ edge: EdgeID) -> String { scenario.edgeName(edge) }

    /// What a stream sends, such as `POST /orders`.
    func request(of stream: StreamID) -> String {
        let target = scenario.load[stream].send
        return endpoint(target.endpoint, of: target.service)
    }

    /// What a call asks for.
    func endpoint(_ endpoint: Int, ofCalleeOn edge: EdgeID) -> String {
        self.endpoint(endpoint, of: scenario.callee(of: edge))
    }

    private func endpoint(_ endpoint: Int, of service: ServiceID) -> String {
        let endpoints = scenario.topology.services[service].endpoints
        return endpoints.indices.contains(endpoint) ? endpoints[endpoint].name : "?"
    }

    /// A fault by its name, or as its kind and target: `latency on orders -> payments`.
    func fault(_ number: Int) -> String {
        let fault = input.run.faults[number]
        return fault.name ?? "\(fault.inject) on \(fault.on)"
    }
}
