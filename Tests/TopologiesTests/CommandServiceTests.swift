import Topologies
import XCTest

final class CommandServiceTests: XCTestCase {
    private let variables = [
        CommandService.Variable(name: "PORT", value: "4711"),
        CommandService.Variable(name: "PORTER", value: "${PORT}"),
        CommandService.Variable(name: "EMPTY", value: ""),
    ]

    private func filled(_ text: String) -> String { CommandService.filled(text, with: variables) }

    func test_variablesAreFilledIn_whereTheyStandInBraces() {
        XCTAssertEqual(filled("--port=${PORT}"), "--port=4711")
        XCTAssertEqual(filled("${PORT}${EMPTY}${PORT}"), "47114711")
        XCTAssertEqual(filled("é ${PORT} ü"), "é 4711 ü")
    }

    func test_theRestStaysAsItIs_whateverItLooksLike() {
        for text in ["", "$", "$PORT", "${", "${}", "${HOME}", "${PORT", "$$host $1 {PORT}"] {
            XCTAssertEqual(filled(text), text)
        }
        XCTAssertEqual(filled("$${PORT}"), "$4711")
        // What a value brings in is not looked at again, so that no value can ask for another.
        XCTAssertEqual(filled("${PORTER}"), "${PORT}")
    }

    func test_addressesAreLoopback_onlyWhereTheyCannotLeadAway() {
        let loopback = ["localhost", "::1", "127.0.0.1", "127.255.3.4"]
        let others = [
            "127.0.0.1.evil.org", "10.0.0.1", "127.0.0.256", "127.1", "1.127.0.0", "localhost.x",
            "::2", "example.org", "127.0.0.1x",
        ]
        for host in loopback { XCTAssertTrue(isLoopback(host), host) }
        for host in others { XCTAssertFalse(isLoopback(host), host) }
    }

    private func isLoopback(_ host: String) -> Bool {
        ExternalAddress(host: host, port: 80).isLoopback
    }

    func test_addressesAreWrittenAsURLsHaveThem() {
        XCTAssertEqual(ExternalAddress(host: "::1", port: 80).description, "[::1]:80")
        XCTAssertEqual(ExternalAddress(host: "localhost", port: 5).description, "localhost:5")
        XCTAssertEqual(CommandService.Dependency.Form.url.text(port: 9), "http://127.0.0.1:9")
        XCTAssertEqual(CommandService.Dependency.Form.hostAndPort.text(port: 9), "127.0.0.1:9")
    }
}
