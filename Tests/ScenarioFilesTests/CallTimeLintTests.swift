import ScenarioFiles
import XCTest

/// How long a callee is taken to need while something it calls hangs, and who gives up before.
final class CallTimeLintTests: XCTestCase {
    private let thrice = #"{ timeout: "100ms", retry: { backoff: { base: "10ms" } } }"#

    private func found(caller: String, steps: String, stream: String = "rate: 1000", b: String = "")
        throws -> [String]
    {
        let text = """
            { title: "t", duration: "60s", objectives: [], load: { main: { send: "a GET /",
                \(stream) } },
              topology: { services: {
                a: { endpoints: { "GET /": [{ call: "b GET /", policy: \(caller) }] } },
                b: { \(b) endpoints: { "GET /": [\(steps)] } },
                c: { endpoints: { "GET /": [{ work: "30ms" }] } },
                d: { endpoints: { "GET /": [{ work: "50ms" }] } },
              } } }
            """
        return try Shop.read("x", ["x": text]).get().warnings.map(\.found)
    }

    private func call(_ service: String, _ policy: String, _ more: String = "") -> String {
        "{ call: \"\(service) GET /\", policy: \(policy)\(more) }"
    }

    func test_othersAnswerAsEver_whileOneHangs() throws {
        // While c hangs: 3 × 100 + 10 + 20 = 330 ms and b has failed. While d hangs: the 30 ms of
        // c, then 400 ms.
        let steps = call("c", thrice) + ", " + call("d", #"{ timeout: "400ms" }"#)
        XCTAssertEqual(
            try found(caller: #"{ timeout: "429ms" }"#, steps: steps),
            [
                "the timeout of a -> b is \"429ms\", but b GET / can take 400ms + 30ms of other "
                    + "steps = 430ms while d hangs"
            ])
        XCTAssertEqual(try found(caller: #"{ timeout: "430ms" }"#, steps: steps), [])
    }

    func test_anEndpointGoesOnAfterAFallback_andAfterAnOptionalCall() throws {
        // 330 ms for c, then 50 ms for d.
        for more in [", optional: true", ""] {
            let policy =
                more.isEmpty ? thrice.dropLast() + ", fallback: { static: 1 } }" : thrice[...]
            let steps = call("c", String(policy), more) + ", " + call("d", #"{ timeout: "60ms" }"#)
            let found = try found(caller: #"{ timeout: "379ms" }"#, steps: steps)
            XCTAssertEqual(
                found,
                [
                    "the timeout of a -> b is \"379ms\", but b GET / can take 3 × 100ms + "
                        + "back-offs of 30ms + 50ms of other steps = 380ms while c hangs"
                ])
            XCTAssertEqual(try self.found(caller: #"{ timeout: "380ms" }"#, steps: steps), [])
        }
    }

    func test_branchesCountSideBySide_andRepeatsOneAfterAnother() throws {
        let policy = #"{ timeout: "100ms" }"#
        let both = "{ all: [\(call("c", policy)), \(call("d", policy))] }"
        XCTAssertEqual(try found(caller: #"{ timeout: "100ms" }"#, steps: both), [])
        XCTAssertEqual(try found(caller: #"{ timeout: "99ms" }"#, steps: both).count, 1)
        // Optional, it is asked all five times: 500 ms.
        let five = "{ repeat: 5, do: [\(call("c", policy, ", optional: true"))] }"
        XCTAssertEqual(try found(caller: #"{ timeout: "500ms" }"#, steps: five), [])
        XCTAssertEqual(try found(caller: #"{ timeout: "499ms" }"#, steps: five).count, 1)
    }

    func test_aTimeoutThatIsNotRetriedEndsTheCall() throws {
        let once = #"{ timeout: "100ms", retry: { on: ["refused"] } }"#
        XCTAssertEqual(try found(caller: #"{ timeout: "100ms" }"#, steps: call("c", once)), [])
    }

    func test_aCalleeThatIsCancelledGoesOnForNobody() throws {
        let steps = call("c", thrice)
        for (word, count) in [("finish", 1), ("drop", 1), ("cancel", 0)] {
            let found = try found(
                caller: #"{ timeout: "200ms" }"#, steps: steps, b: "abandoned: \"\(word)\",")
            XCTAssertEqual(found.count, count, word)
        }
    }

    func test_theWaitForATurnComesBeforeEachTimeout_whereMoreCallsComeThanMayGo() throws {
        func limited(_ rate: Int, _ more: String = "") -> String {
            let limit = #"rateLimit: { rate: \#(rate), waitFor: "2s" }"#
            return call("c", #"{ timeout: "100ms", \#(limit)\#(more) }"#)
        }
        XCTAssertEqual(
            try found(caller: #"{ timeout: "2099ms" }"#, steps: limited(999)),
            [
                "the timeout of a -> b is \"2.099s\", but b GET / can take 100ms + 2s for the rate "
                    + "limit = 2.1s while c hangs"
            ])
        XCTAssertEqual(try found(caller: #"{ timeout: "2100ms" }"#, steps: limited(999)), [])
        // As many as come may go; or the timeout bounds the wait, too.
        XCTAssertEqual(try found(caller: #"{ timeout: "2099ms" }"#, steps: limited(1000)), [])
        let within = limited(999, #", order: ["timeout", "rateLimit"]"#)
        XCTAssertEqual(try found(caller: #"{ timeout: "2099ms" }"#, steps: within), [])
        // Three turns of 2 s, three timeouts and 10 + 20 ms between them.
        let retried = limited(999, #", retry: { backoff: { base: "10ms" } }"#)
        XCTAssertEqual(try found(caller: #"{ timeout: "6329ms" }"#, steps: retried).count, 1)
        XCTAssertEqual(try found(caller: #"{ timeout: "6330ms" }"#, steps: retried), [])
    }

    func test_aDeadlineEndsTheCalleesAttempts() throws {
        let steps = call("c", thrice)
        XCTAssertEqual(
            try found(caller: #"{ timeout: "200ms", deadline: "200ms" }"#, steps: steps), [])
        XCTAssertEqual(
            try found(caller: #"{ timeout: "200ms", deadline: "300ms" }"#, steps: steps).count, 1)
        // A deadline from above the caller ends them, too.
        XCTAssertEqual(
            try found(
                caller: #"{ timeout: "200ms" }"#, steps: steps,
                stream: #"rate: 1000, policy: { deadline: "200ms" }"#), [])
    }

    func test_aTimeoutAroundTheRetriesBoundsThemAll() throws {
        let around = thrice.dropLast() + #", order: ["timeout", "retry"] }"#
        let steps = call("c", String(around))
        XCTAssertEqual(try found(caller: #"{ timeout: "100ms" }"#, steps: steps), [])
        XCTAssertEqual(try found(caller: #"{ timeout: "99ms" }"#, steps: steps).count, 1)
    }

    func test_aFallbackThatAsksSomebodyElseTakesItsTime() throws {
        // 330 ms for c, then d, which answers as ever in 50 ms.
        let other = #", fallback: { call: "d GET /", policy: { timeout: "60ms" } } }"#
        let steps = call("c", String(thrice.dropLast() + other))
        XCTAssertEqual(try found(caller: #"{ timeout: "380ms" }"#, steps: steps), [])
        XCTAssertEqual(
            try found(caller: #"{ timeout: "379ms" }"#, steps: steps),
            [
                "the timeout of a -> b is \"379ms\", but b GET / can take 3 × 100ms + back-offs of "
                    + "30ms + 50ms of other steps = 380ms while c hangs"
            ])
    }

    func test_usersWhoGiveUpFirstAreNamedWithTheirPatience() throws {
        let steps = call("c", thrice)
        XCTAssertEqual(
            try found(
                caller: #"{ timeout: "1s" }"#, steps: steps,
                stream: #"rate: 1000, timeout: "330ms""#),
            [
                "the patience of load:main -> a is \"330ms\", but a GET / can take 1s while "
                    + "b hangs"
            ])
        XCTAssertEqual(
            try found(
                caller: #"{ timeout: "1s" }"#, steps: steps, stream: #"rate: 1000, timeout: "1s""#),
            [])
    }
}
