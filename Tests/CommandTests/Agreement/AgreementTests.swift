import Foundation
import XCTest

/// One scenario, three engines, the same answers. What a live engine may differ by is what a real
/// machine adds; where it differs by more, the cause is to be found, not the bound widened.
final class AgreementTests: XCTestCase {
    func test_protectionsOfCallers_actAlike() throws {
        try check(["breaker": "pass", "hedge": "pass", "fallback": "pass"])
    }

    func test_instancesComeAndGo_alike() throws {
        try check(["kill": "pass", "scale-out": "pass", "ejection": "pass"])
    }

    func test_whatIsTooMuch_hurtsAlike() throws {
        try check(["retry-storm": "fail", "blackhole": "fail", "overload": "fail"])
    }

    func test_limitsProbesAndQueues_actAlike() throws {
        try check(["limits": "pass", "shedding": "pass", "self-healing": "pass"])
    }

    /// Tries an engine up to eight times, since a machine that is busy with something else at the
    /// wrong moment is late by more than an engine may be; what disagrees for good does so each
    /// time.
    ///
    /// - Parameter verdicts: by scenario. They run at the same time, on both live engines, which
    ///   together do not come near to filling a core but start their programs at the same instants;
    ///   so from the third try on each runs alone.
    private func check(_ verdicts: [String: String]) throws {
        var pending = try verdicts.keys.sorted().map { try Trial($0) }
        for trial in pending { XCTAssertEqual(trial.simulated.verdict, verdicts[trial.name]) }
        var differences: [String] = []
        for round in 0..<8 {
            if round < 2 {
                let canary = Canary()
                let started = try pending.map { try $0.startMissing() }
                let results = try started.map { try Trial.results(of: $0) }
                let lateness = canary.stop()
                for (place, results) in results.enumerated() {
                    pending[place].compare(results, lateness)
                }
            } else {
                for place in pending.indices { try pending[place].runMissingAlone() }
            }
            pending.removeAll(where: \.agrees)
            if pending.isEmpty { return }
            differences = pending.map { "\($0.name): \($0.differences)" }
            print(differences.joined(separator: "\n"))
        }
        XCTAssertEqual(differences, [])
    }

    /// A scenario that the live engines still have to agree on.
    private struct Trial {
        let name: String
        let simulated: EngineResult
        private let chaos: Chaos
        private var agreeing: [String: EngineResult] = [:]
        private(set) var differences: [String] = []
        private(set) var agrees = false

        init(_ name: String) throws {
            self.name = name
            chaos = try Chaos()
            let folder = URL(filePath: #filePath).deletingLastPathComponent()
            try chaos.write(
                Data(contentsOf: folder.appending(path: "Scenarios/\(name).json5")), to: "a.json5")
            simulated = try Self.result(of: Self.start("simulate", chaos))
        }

        /// The engines that have not agreed with the simulation yet.
        private var missing: [String] {
            ["in-process", "subprocess"].filter { agreeing[$0] == nil }
        }

        /// Starts all engines that are missing.
        func startMissing() throws -> [(engine: String, child: Chaos.Child)] {
            try missing.map { ($0, try Self.start($0, chaos)) }
        }

        /// Runs the engines that are missing one after the other.
        mutating func runMissingAlone() throws {
            let canary = Canary()
            let results = try missing.map { ($0, try Self.result(of: Self.start($0, chaos))) }
            compare(results, canary.stop())
        }

        /// Awaits engines that were started.
        static func results(
            of children: [(engine: String, child: Chaos.Child)]
        ) throws -> [(engine: String, live: EngineResult)] {
            try children.map { ($0.engine, try result(of: $0.child)) }
        }

        mutating func compare(
            _ results: [(engine: String, live: EngineResult)], _ lateness: Double
        ) {
            var comparison = EngineComparison(simulated: simulated, lateness: lateness)
            for (engine, live) in results where comparison.agrees(with: live) {
                agreeing[engine] = live
            }
            if comparison.differences.isEmpty {
                comparison.compareScores(of: Array(agreeing.values))
                agreeing = [:]
            }
            differences = comparison.differences
            agrees = differences.isEmpty
        }

        private static func start(_ engine: String, _ chaos: Chaos) throws -> Chaos.Child {
            try chaos.start(
                ["run", "a.json5", "--engine", engine, "--format", "json", "-o", "-"])
        }

        private static func result(of child: Chaos.Child) throws -> EngineResult {
            let output = child.readOutput()
            child.process.waitUntilExit()
            XCTAssertTrue([0, 1, 3].contains(child.process.exitStatus), child.readErrors())
            return try EngineResult(output)
        }
    }
}
