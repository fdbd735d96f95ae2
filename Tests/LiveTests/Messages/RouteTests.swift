import HTTPWire
import Live
import Topologies
import XCTest

final class RouteTests: XCTestCase {
    private func head(_ line: String) -> RequestHead {
        var reader = RequestReader()
        Array("\(line) HTTP/1.1\r\nhost: x\r\n\r\n".utf8).withUnsafeBytes { bytes in
            var offset = 0
            XCTAssertEqual(reader.next(bytes, &offset), .head)
        }
        return reader.head
    }

    private func route(_ name: String) -> Route { Route(Endpoint(name: name, steps: [])) }

    func test_aRouteMatchesItsOwnRequest() {
        XCTAssertTrue(route("GET /orders").matches(head("GET /orders")))
        XCTAssertTrue(route("GET /orders").matches(head("GET /orders?page=2")))
        XCTAssertTrue(route("GET /orders").matches(head("GET http://shop/orders")))
        XCTAssertFalse(route("GET /orders").matches(head("GET /orders/")))
        XCTAssertFalse(route("GET /orders").matches(head("GET /Orders")))
        XCTAssertFalse(route("GET /orders").matches(head("POST /orders")))
    }

    /// RFC 9110, section 9.3.2.
    func test_headGoesWithGet_andNothingElse() {
        XCTAssertTrue(route("GET /orders").matches(head("HEAD /orders")))
        XCTAssertFalse(route("POST /orders").matches(head("HEAD /orders")))
    }

    func test_aMethodOfOnesOwnIsCompared() {
        XCTAssertTrue(route("PURGE /orders").matches(head("PURGE /orders")))
        XCTAssertFalse(route("PURGE /orders").matches(head("purge /orders")))
        XCTAssertFalse(route("PURGE /orders").matches(head("PRUNE /orders")))
    }

    /// `ï` is C3 AF in UTF-8.
    func test_whatATargetCannotHoldIsPercentEncoded() {
        let route = route("GET /naïve path")
        XCTAssertEqual(String(decoding: route.path, as: UTF8.self), "/na%C3%AFve%20path")
        XCTAssertTrue(route.matches(head("GET /na%C3%AFve%20path")))
    }

    func test_anEndpointWithoutAPathIsTheRoot() {
        XCTAssertTrue(route("GET").matches(head("GET /")))
    }
}
