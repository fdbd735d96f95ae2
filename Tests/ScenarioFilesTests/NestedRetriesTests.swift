import ScenarioFiles
import XCTest

/// How many attempts layers of retries multiply to, and where they do not.
final class NestedRetriesTests: XCTestCase {
    private func thrice(_ timeout: String, _ more: String = "") -> String {
        #"{ timeout: "\#(timeout)", retry: { backoff: { base: "1ms", max: "1ms" }\#(more) } }"#
    }

    func test_fiveLayersOfThreeTriesMake243_namedOnce() throws {
        // Each waits for all below it: 3 × 100 + 2 = 302 ms, 1,202, 3,902, 12,002 and 39,002 ms.
        let found = try Tower.found(
            ["13s", "4s", "1300ms", "400ms", "100ms"].map { thrice($0) },
            stream: "rate: 1000, timeout: \"40s\"")
        XCTAssertEqual(
            found,
            [
                "retries multiply over 5 layers: 3 (s0 -> s1) × 3 (s1 -> s2) × 3 (s2 -> s3) × "
                    + "3 (s3 -> s4) × 3 (s4 -> s5) = 243 attempts at s5 a request"
            ])
    }

    func test_theUsersOwnRetriesCountAsALayer() throws {
        let found = try Tower.found(
            [thrice("100ms")],
            stream: #"rate: 1000, policy: { timeout: "1s", retry: { attempts: 2 } }"#)
        XCTAssertEqual(
            found,
            [
                "retries multiply over 2 layers: 2 (load:main -> s0) × 3 (s0 -> s1) = 6 attempts "
                    + "at s1 a request"
            ])
    }

    func test_aBudgetCountsAsItsRatio() throws {
        // 3 × 1.2 = 3.6 attempts; of two layers with a budget 1.2 × 1.2.
        let budget = ", budget: \"20%\""
        XCTAssertEqual(try Tower.found([thrice("1s"), thrice("100ms", budget)]), [])
        XCTAssertEqual(try Tower.found([thrice("1s", budget), thrice("100ms", budget)]), [])
    }

    func test_aFailureThatNobodySeesIsNotRetriedAbove() throws {
        let below = thrice("100ms")
        XCTAssertEqual(try Tower.found([thrice("1s"), below + ";optional: true"]), [])
        let fallback = #"{ timeout: "100ms", fallback: { static: 1 }, retry: {} }"#
        XCTAssertEqual(try Tower.found([thrice("2s"), fallback]), [])
        // Nor where the layer above retries nothing but what never arrived.
        let refused = #"{ timeout: "1s", retry: { on: ["refused"] } }"#
        XCTAssertEqual(try Tower.found([refused, below]), [])
    }

    private func thrice(
        on outcomes: String, _ more: String = "", timeout: String = "1h"
    ) -> String {
        #"{ timeout: "\#(timeout)", retry: { on: [\#(outcomes)]\#(more) } }"#
    }

    private func multiplied(_ policies: [String], stream: String = "rate: 1") throws -> [String] {
        try Tower.found(policies, stream: stream).filter { $0.hasPrefix("retries multiply") }
    }

    func test_statusesCountAsTheirClass_whereTheyAreWhatTheLayerBelowAnswers() throws {
        // An answer below becomes a 502, a refusal a 503, a timeout a 504.
        let below = ["500, 502": "502", #""refused""#: "503", #""timeout""#: "504"]
        for (inner, seen) in below.sorted(by: { $0.key < $1.key }) {
            for status in ["502", "503", "504"] {
                let found = try multiplied([thrice(on: status, timeout: "9h"), thrice(on: inner)])
                XCTAssertEqual(found.count, status == seen ? 1 : 0, "\(status) above \(inner)")
            }
        }
        let both = Array(repeating: thrice(on: "500, 502, 503"), count: 2)
        let found = try multiplied(both)
        XCTAssertEqual(found.first?.hasSuffix("= 9 attempts at s2 a request"), true, "\(found)")
    }

    func test_aLayerThatDoesNotRetryAFailurePassesItOn() throws {
        let layers = [#""5xx""#, #""refused""#, #""5xx""#].map { thrice(on: $0) }
        let sentence = "retries multiply over 2 layers: 3 (s0 -> s1) × 3 (s2 -> s3) = 9 attempts"
        XCTAssertTrue(try multiplied(layers).contains { $0.hasPrefix(sentence) })
    }

    func test_aQuotaCountsInFull_whereItPaysForTheWholeRun() throws {
        // 10/s for 60 s, two retries of 10 each: 12,000 above, and 36,000 below it.
        func layers(_ capacity: Int) -> [String] {
            let quota = ", budget: { capacity: \(capacity) }"
            return Array(repeating: thrice(on: #""5xx""#, quota), count: 2)
        }
        let stream = #"rate: 10, arrivals: "constant""#
        XCTAssertEqual(try multiplied(layers(36_000), stream: stream).count, 1)
        XCTAssertEqual(try multiplied(layers(35_999), stream: stream), [])
        XCTAssertEqual(try multiplied(layers(500), stream: stream), [])
    }

    func test_aCallerWithoutPatienceRetriesEvenWhatIsOptionalBelow() throws {
        // s1 takes 3 × 100 + 2 = 302 ms while s2 hangs; s0 asks again after 200 ms.
        let found = try Tower.found([thrice("200ms"), thrice("100ms") + ";optional: true"])
        XCTAssertEqual(
            found.map { $0.hasPrefix("the timeout of s0 -> s1 is \"200ms\"") }, [true, false])
        XCTAssertEqual(
            found.map { $0.hasSuffix("= 9 attempts at s2 a request") }, [false, true], "\(found)")
    }

    func test_aVeryHighTowerIsReadInTime_withoutRecursion() throws {
        let found = try Tower.found(Array(repeating: thrice("1h"), count: 2000))
        let last = try XCTUnwrap(found.first { $0.hasPrefix("retries multiply") })
        XCTAssertTrue(last.contains("over 2000 layers: … × 3"), last)
        XCTAssertTrue(last.hasSuffix("= more than 1000000000000000 attempts at s2000 a request"))
    }
}
