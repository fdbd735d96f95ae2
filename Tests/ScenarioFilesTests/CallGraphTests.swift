import ScenarioFiles
import XCTest

final class CallGraphTests: XCTestCase {
    private func problems(_ services: String) -> [String] {
        Shop.problems(
            "x",
            [
                "x": """
                { title: "t", duration: "60s", load: { main: { send: "a GET /", rate: 1 } },
                  objectives: [], topology: { services: {
                \(services)
                } } }
                """
            ])
    }

    func test_twoWaysToOneService_areNoCircle() {
        let text = """
            a: { endpoints: { "GET /": [{ call: "b GET /" }, { call: "c GET /" }] } },
            b: { endpoints: { "GET /": [{ call: "d GET /" }] } },
            c: { endpoints: { "GET /": [{ call: "d GET /" }, { call: "b GET /" }] } },
            d: { endpoints: { "GET /": [] } },
            """
        XCTAssertEqual(problems(text), [])
    }

    func test_twoEndpointsOfOneService_areNoCircle() {
        let text = """
            a: { endpoints: { "GET /": [{ call: "a GET /x" }], "GET /x": [] } },
            """
        XCTAssertEqual(problems(text), [])
    }

    func test_repeatsThatMultiply_areRefused() {
        // 1000 calls to b, each with 1000 to c: a million, and the thousand.
        let text = """
            a: { endpoints: { "GET /": [{ repeat: 1000, do: [{ call: "b GET /" }] }] } },
            b: { endpoints: { "GET /": [{ repeat: 1000, do: [{ call: "c GET /" }] }] } },
            c: { endpoints: { "GET /": [] } },
            """
        XCTAssertEqual(
            problems(text),
            [
                "x:3:58: one request to a GET / causes more than 100000 calls; "
                    + "expected fewer or smaller repeats"
            ])
    }

    func test_aLongChain_isWalkedWithoutRecursion() {
        let count = 20_000
        let services = (0..<count).map { index in
            let call = index + 1 < count ? "{ call: \"s\(index + 1) GET /\" }" : ""
            let name = index == 0 ? "a" : "s\(index)"
            return "\(name): { endpoints: { \"GET /\": [\(call)] } },"
        }
        XCTAssertEqual(problems(services.joined(separator: "\n")), [])
    }
}
