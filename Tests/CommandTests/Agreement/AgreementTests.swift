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
    func test_overload_isRefusedAlike() throws { try check("overload", verdict: "fail") }

    private func check(_ name: String, verdict: String) throws {
        let chaos = try Chaos()
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        try chaos.write(
            Data(contentsOf: folder.appending(path: "Scenarios/\(name).json5")), to: "a.json5")
        // The live engines run at the same time: neither comes near to filling a core.
        let live = try ["in-process", "subprocess"].map { try start($0, chaos) }
        let simulated = try result(of: start("simulate", chaos))
        XCTAssertEqual(simulated.verdict, verdict)
        let results = try live.map { try result(of: $0) }
        for result in results { compare(result, with: simulated) }
        compareScores(results, with: simulated)
    }

    private func start(_ engine: String, _ chaos: Chaos) throws -> Chaos.Child {
        try chaos.start(
            ["run", "a.json5", "--engine", engine, "--format", "json", "-o", "-"])
    }

    private func result(of child: Chaos.Child) throws -> EngineResult {
        let output = child.readOutput()
        child.process.waitUntilExit()
        XCTAssertTrue([0, 1].contains(child.process.exitStatus), child.readErrors())
        return try EngineResult(output)
    }

    // MARK: comparing

    private func compare(_ live: EngineResult, with simulated: EngineResult) {
        let engine = live.scenario.engine
        XCTAssertEqual(live.verdict, simulated.verdict, engine)
        for (mine, theirs) in zip(live.objectives, simulated.objectives) {
            compare(mine, with: theirs, engine)
        }
        XCTAssertEqual(live.phases.map(\.name), simulated.phases.map(\.name), engine)
        for (mine, theirs) in zip(live.phases, simulated.phases) {
            for name in theirs.streams.keys.sorted() {
                compare(
                    mine.streams[name], with: theirs.streams[name]!,
                    "\(engine), \(name) in \(theirs.name)")
            }
        }
        for (mine, theirs) in zip(live.instances, simulated.instances) {
            XCTAssertEqual(mine.max, theirs.max, "\(engine), \(theirs.service)")
            XCTAssertEqual(mine.counts, theirs.counts, "\(engine), \(theirs.service)")
        }
    }

    private func compare(
        _ mine: EngineResult.Objective, with theirs: EngineResult.Objective, _ engine: String
    ) {
        XCTAssertEqual(mine.held, theirs.held, "\(engine), \(theirs.id)")
        guard theirs.expect.hasPrefix("breaker."), let observed = theirs.observed else { return }
        XCTAssertEqual(
            mine.observed ?? .infinity, observed, accuracy: 0.5, "\(engine), \(theirs.id) in s")
    }

    private func compare(
        _ mine: EngineResult.Phase.Figures?, with theirs: EngineResult.Phase.Figures,
        _ place: String
    ) {
        guard let mine else { return XCTFail("\(place) is missing") }
        XCTAssertEqual(mine.requests, theirs.requests, "\(place): the same requests are sent")
        if let goodput = theirs.goodput_per_s {
            XCTAssertEqual(
                mine.goodput_per_s ?? 0, goodput, accuracy: 0.05 * goodput, "\(place): goodput")
        }
        let quantiles = [
            ("p50", mine.latency_ms.p50, theirs.latency_ms.p50),
            ("p99", mine.latency_ms.p99, theirs.latency_ms.p99),
        ]
        for (name, mine, theirs) in quantiles {
            guard let mine, let theirs else { continue }
            XCTAssertEqual(
                mine, theirs, accuracy: max(5, 0.15 * theirs), "\(place): \(name) in ms")
        }
    }
}

extension AgreementTests {
    /// Holds mechanism scores against each other, over the measures that all engines have.
    private func compareScores(_ live: [EngineResult], with simulated: EngineResult) {
        for mechanism in simulated.mechanisms {
            let all = [simulated] + live
            let shared = mechanism.measures.map(\.name).filter { name in
                all.allSatisfy { $0.score(of: name, in: mechanism.name) != nil }
            }
            guard !shared.isEmpty else { continue }
            func mean(_ result: EngineResult) -> Double {
                shared.map { result.score(of: $0, in: mechanism.name)! }.reduce(0, +)
                    / Double(shared.count)
            }
            for result in live {
                XCTAssertEqual(
                    mean(result), mean(simulated), accuracy: 10,
                    "\(result.scenario.engine), \(mechanism.name) over \(shared)")
            }
        }
    }
}
