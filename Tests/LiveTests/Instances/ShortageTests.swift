import Live
import Recordings
import Scenarios
import Synchronization
import Timebase
import Topologies
import Workloads
import XCTest

final class ShortageTests: XCTestCase {
    /// 64 users need 128 descriptors, both ends being here, beside the dozen of the run itself:
    /// some are served, the others' connections wait until their users lose patience.
    func test_aRunGoesOnAndSaysSo_whenNoDescriptorIsLeft() throws {
        let service = Service(
            name: "service",
            endpoints: [Endpoint(name: "GET /", steps: [.work(.constant(.milliseconds(5)))])])
        let load = LoadStream(
            name: "users", send: EndpointReference(service: 0, endpoint: 0),
            demand: .closed(users: 64, think: .constant(.milliseconds(1))),
            timeout: .milliseconds(300))
        let scenario = Scenario(
            title: "shortage", topology: Topology(name: "one", services: [service]),
            engine: .inProcess, duration: .milliseconds(500), load: [load])
        let warnings = Warnings()
        var options = LiveOptions(executable: CommandLine.arguments[0])
        options.warn = { warnings.add($0) }
        let recording = try OwnProcess.with(freeDescriptors: 100) {
            try Live.run(scenario, seed: 1, options: options)
        }
        let succeeded = recording.streams[0].cells.map { $0.tally[.succeeded] }.reduce(0, +)
        XCTAssertGreaterThan(succeeded, 0)
        XCTAssertEqual(warnings.all.count, 1)
        XCTAssertTrue(warnings.all.first?.contains("no file descriptor was left") ?? false)
        _ = try Live.run(scenario, seed: 1, options: options)
        XCTAssertEqual(warnings.all.count, 1, "warned without need: \(warnings.all)")
    }

    private final class Warnings: Sendable {
        private let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock { $0 } }
        func add(_ text: String) { texts.withLock { $0.append(text) } }
    }
}
