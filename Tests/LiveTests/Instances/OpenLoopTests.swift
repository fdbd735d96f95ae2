import Faults
import Live
import Recordings
import Scenarios
import Timebase
import Topologies
import Workloads
import XCTest

/// Load that is sent when it is due, whatever becomes of the requests before.
final class OpenLoopTests: XCTestCase {
    /// A quarter of a second in 2.5 s: a tenth of the requests is due while the instance stands
    /// still, and is answered at its end, so that their latencies run from 250 ms down to nothing.
    /// The hundredth that waits longest was due in the first 25 ms: p99 is 225 ms. A closed loop,
    /// or a clock that starts at the sending, would show one slow request and milliseconds at p99.
    func test_aStallShowsInTheLatencyOfAllWhoWereDue() throws {
        let service = Service(name: "service", endpoints: [Endpoint(name: "GET /", steps: [])])
        let load = LoadStream(
            name: "users", send: EndpointReference(service: 0, endpoint: 0),
            demand: .open(.constant(1000), .constant))
        let stall = Fault(
            kind: .pause, on: [.service(0, .all)], at: .start + .milliseconds(1000),
            lasts: .milliseconds(250))
        let scenario = Scenario(
            title: "stall", topology: Topology(name: "one", services: [service]),
            engine: .inProcess, duration: .milliseconds(2500), load: [load], faults: [stall])
        let run = try measuredRun(
            scenario, seed: 1, options: LiveOptions(executable: CommandLine.arguments[0]))
        var latency = Histogram()
        for cell in run.recording.streams[0].cells { latency += cell.latency }
        XCTAssertEqual(latency.count, 2500)
        let p99 = try XCTUnwrap(latency.quantile(0.99)).seconds
        XCTAssertEqual(p99, 0.225, accuracy: 0.025)
        XCTAssertEqual(run.lateness.count, 2500)
    }
}
