import Foundation
import XCTest

/// One scenario, three engines, the same answers. What a live engine may differ by is what a real
/// machine adds; where it differs by more, the cause is to be found, not the bound widened.
final class AgreementTests: XCTestCase {
    func test_breakerOpensAndCloses_alike() throws { try check("breaker", verdict: "pass") }
    func test_retryStorm_isAsLasting() throws { try check("retry-storm", verdict: "fail") }
    func test_killedInstance_isMissedAlike() throws { try check("kill", verdict: "pass") }
    func test_autoscaler_decidesAlike() throws { try check("scale-out", verdict: "pass") }
    func test_silence_isEndedAlike() throws { try check("blackhole", verdict: "fail") }
    func test_copies_areSentAndCancelledAlike() throws { try check("hedge", verdict: "pass") }
    func test_fallbacks_standInAlike() throws { try check("fallback", verdict: "pass") }
    func test_failingInstance_isEjectedAlike() throws { try check("ejection", verdict: "pass") }
    func test_overload_isRefusedAlike() throws { try check("overload", verdict: "fail") }

    /// Tries an engine up to five times, since a machine that is busy with something else at the
    /// wrong moment is late by more than an engine may be; what disagrees for good does so each
    /// time.
    private func check(_ name: String, verdict: String) throws {
        let chaos = try Chaos()
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        try chaos.write(
            Data(contentsOf: folder.appending(path: "Scenarios/\(name).json5")), to: "a.json5")
        let simulated = try result(of: start("simulate", chaos))
        XCTAssertEqual(simulated.verdict, verdict)
        var agreeing: [String: EngineResult] = [:]
        var differences: [String] = []
        for _ in 0..<5 {
            // The live engines run at the same time: neither comes near to filling a core.
            let engines = ["in-process", "subprocess"].filter { agreeing[$0] == nil }
            let children = try engines.map { try start($0, chaos) }
            var comparison = EngineComparison(simulated: simulated)
            for (engine, child) in zip(engines, children) {
                let live = try result(of: child)
                if comparison.agrees(with: live) { agreeing[engine] = live }
            }
            if comparison.differences.isEmpty {
                comparison.compareScores(of: Array(agreeing.values))
                agreeing = [:]
            }
            differences = comparison.differences
            if differences.isEmpty { return }
            print("\(name): \(differences)")
        }
        XCTAssertEqual(differences, [])
    }

    private func start(_ engine: String, _ chaos: Chaos) throws -> Chaos.Child {
        try chaos.start(
            ["run", "a.json5", "--engine", engine, "--format", "json", "-o", "-"])
    }

    private func result(of child: Chaos.Child) throws -> EngineResult {
        let output = child.readOutput()
        child.process.waitUntilExit()
        XCTAssertTrue([0, 1, 3].contains(child.process.exitStatus), child.readErrors())
        return try EngineResult(output)
    }
}
