import Foundation
import Glibc
import XCTest

final class InterruptionTests: XCTestCase {
    /// A run of a day at 5,000 requests a second, which takes minutes.
    private func startLongRun(_ chaos: Chaos) throws -> Chaos.Child {
        var scenario = SmallScenario(duration: "24h")
        // A call without timeout or retry, so that --verbose says something before the run starts.
        scenario.rest = "set: { \"load.users.rate\": 5000 }"
        let text = scenario.text.replacingOccurrences(
            of: "{ call: \"seldom GET /\", policy: { timeout: \"100ms\" } }",
            with: "{ call: \"seldom GET /\" }")
        try chaos.write(text, to: "a.json5")
        let child = try chaos.start(["run", "a.json5", "--verbose"])
        while child.readErrors().isEmpty && child.process.isRunning { usleep(10_000) }
        return child
    }

    func test_signalsEndTheRun_andLeaveNothingUnfinished() throws {
        for (signal, status) in [(SIGINT, Int32(130)), (SIGTERM, 143)] {
            let chaos = try Chaos()
            let child = try startLongRun(chaos)
            XCTAssertTrue(child.process.isRunning, child.readErrors())
            kill(child.process.processIdentifier, signal)
            child.process.waitUntilExit()
            XCTAssertEqual(child.process.exitStatus, status)
            XCTAssertTrue(child.readErrors().hasSuffix("chaos: interrupted\n"), child.readErrors())
            XCTAssertEqual(chaos.files(below: "."), ["a.json5"])
        }
    }
}
