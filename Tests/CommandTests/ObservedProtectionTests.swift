import Chance
import Recordings
import Timebase
import XCTest

/// What a program's own protections do is told from the outside, whatever language it is in.
final class ObservedProtectionTests: XCTestCase {
    /// Twenty programs side by side, each with a stream of its own: well for 6 s, then 70 % of
    /// their calls fail for 15 s, then none is answered for 20 s.
    private func scenario(_ programs: [HiddenProgram]) -> String {
        let services = programs.enumerated().map { "p\($0): \($1.service)," }
        let load = programs.indices.map {
            #"l\#($0): { send: "p\#($0) GET /", rate: 15, timeout: "12s" },"#
        }
        return """
            { title: "hidden", duration: "46s", engine: "subprocess",
              topology: { services: { \(services.joined(separator: "\n"))
                back: { concurrency: "unlimited",
                  endpoints: { "GET /": [{ work: { mean: "10ms" } }] } } } },
              load: { \(load.joined(separator: "\n")) },
              faults: [
                { at: "6s", for: "15s", inject: "error", on: "* -> back", chance: "70%" },
                { at: "23s", for: "20s", inject: "blackhole", on: "* -> back" },
              ], objectives: [] }
            """
    }

    func test_hiddenSettingsAreTold_inNineteenOfTwentyPrograms() throws {
        try Installed.require("python3")
        var dice = Generator(Key(seed: 20))
        let programs = (0..<20).map { _ in HiddenProgram(drawnFrom: &dice) }
        let chaos = try Chaos()
        try chaos.write(HiddenProgram.source, to: "program.py")
        try chaos.write(scenario(programs), to: "hidden.json5")
        let ending = try chaos.run("run", "hidden.json5", "--allow-commands", "--report", "out")
        XCTAssertTrue([0, 3].contains(ending.status), "\(ending.status) \(ending.errors)")
        let file = try RecordingFile(parsing: Array(chaos.read("out/recording.json")))
        var found = 0
        for (edge, program) in programs.enumerated() {
            let seen = file.run.observed.first { $0.edge == edge } ?? .init(edge: edge)
            // None is invented, on any edge.
            XCTAssertEqual(seen.openFor == nil, program.breaker == nil, "\(program) \(seen)")
            XCTAssertNil(seen.concurrent, "\(program) \(seen)")
            if program.isToldBy(seen) { found += 1 } else { print("\(program) is not \(seen)") }
        }
        XCTAssertGreaterThanOrEqual(found, 19)
        let report = String(decoding: try chaos.read("out/report.md"), as: UTF8.self)
        XCTAssertTrue(report.contains("| observed; "), report)
    }
}

extension HiddenProgram {
    /// Whether all that was seen is within 5 % of what is hidden.
    fileprivate func isToldBy(_ seen: ObservedProtection) -> Bool {
        func isNear(_ seen: Timebase.Duration?, _ hidden: Double?) -> Bool {
            guard let seen, let hidden else { return seen == nil && hidden == nil }
            return abs(seen.seconds / hidden - 1) <= 0.05
        }
        return isNear(seen.timeout, timeout) && seen.attempts == attempts
            && isNear(seen.openFor, breaker?.openFor)
    }
}
