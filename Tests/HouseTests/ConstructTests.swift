import XCTest

/// What the language offers and this house does without.
final class ConstructTests: XCTestCase {
    /// Nowhere, not even in tests.
    private static let nowhere = [
        "try!", "@unchecked Sendable", "nonisolated(unsafe)", "Task.detached", "@testable",
        "open class",
    ]
    /// Not where results are made: no clock and no dice but ours.
    private static let notInResults = [
        "Date()", ".now", ".random(", ".randomElement(", ".shuffle", "SystemRandomNumberGenerator",
        "ContinuousClock", "SuspendingClock", "Hasher(", ".hashValue",
    ]
    private static let rooms = [
        "Sources/Domain/", "Sources/Scenarios/", "Sources/Engines/Simulation/",
        "Sources/Recordings/", "Sources/Scoring/", "Sources/Studies/", "Sources/Reports/",
    ]

    private static let resultSources = House.sources.filter { file in
        rooms.contains { file.path.hasPrefix($0) }
    }

    func test_noUncheckedConstruct_anywhere() {
        expectNone(of: Self.nowhere, in: House.sources + House.tests)
    }

    func test_noForeignClockOrDice_whereResultsAreMade() {
        expectNone(of: Self.notInResults, in: Self.resultSources)
    }

    /// The order of a dictionary or set differs from process to process.
    func test_noWalkOverADictionaryOrSet_whereResultsAreMade() {
        for file in Self.resultSources {
            for (name, line) in UnorderedWalks.of(file) {
                XCTFail("\(file.path):\(line): walks over \(name), whose order is chance")
            }
        }
    }

    func test_walksAreFound_inASourceMadeForIt() {
        let text = """
            let ages: [String: Int] = [:]
            var seen: Set<Int> = []
            let list: [Int] = []
            for (name, age) in ages { print(name, age) }
            for number in seen where number > 1 {}
            for number in list {}
            let a = seen.map { $0 + 1 }
            let b = ages.keys.sorted()
            let c = ages["x"]
            if seen.contains(3) {}
            let d = ages.values.reduce(0, +)
            """
        let file = SwiftFile(path: "A.swift", text: text)
        // Lines 4, 5, 7 and 11 walk; 8 sorts what it walks over.
        XCTAssertEqual(UnorderedWalks.of(file).map(\.line), [4, 5, 7, 11])
    }

    private func expectNone(of constructs: [String], in files: [SwiftFile]) {
        for file in files {
            for (index, line) in file.code.enumerated() {
                for construct in constructs where line.contains(construct) {
                    XCTFail("\(file.path):\(index + 1): \(construct) is banned here")
                }
            }
        }
    }
}
