import FaultProxies
import Faults
import Glibc
import Resilience
import Timebase
import XCTest

/// What is recorded of the exchanges of foreign callers.
final class RecordTests: ProxyTestCase {
    private func records(_ proxied: ProxiedServer, _ count: Int) throws -> [ExchangeRecord] {
        var records: [ExchangeRecord] = []
        for _ in 0..<2000 where records.count < count {
            try proxied.fleet.finishCommands()
            records += proxied.fleet.takeRecords()
        }
        return records
    }

    func test_everyEndOfAnExchangeIsRecorded_withItsStatusAndEndpoint() throws {
        let proxied = try ProxiedServer(caller: 4, isRecorded: true)
        let pair = try proxied.connect()
        try exchange(pair)
        try exchange(pair, path: "/elsewhere")
        try pair.caller.send("POST /b?x=1 HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
        _ = try pair.callee.receiveHead()
        try pair.callee.send("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
        _ = try pair.caller.receiveHead()
        try pair.caller.send(HTTPText.get())
        _ = try pair.callee.receiveHead()
        pair.caller.close()
        XCTAssertEqual(try pair.callee.receiveAll(), [])
        pair.callee.close()

        let records = try records(proxied, 4)
        XCTAssertEqual(records.map(\.endpoint), [0, -1, 1, 0])
        XCTAssertEqual(records.map(\.status), [200, 200, 404, nil])
        XCTAssertEqual(records.map(\.outcome), [.succeeded, .succeeded, .failed, .timedOut])
        XCTAssertEqual(Set(records.map(\.connection)).count, 1)
        for record in records {
            XCTAssertEqual(record.caller, 4)
            XCTAssertEqual(record.callee, 7)
            XCTAssertLessThanOrEqual(record.began, record.ended)
        }
    }

    func test_faultsAreInTheRecords_asTheCallerSeesThem() throws {
        let proxied = try ProxiedServer(caller: 4, isRecorded: true)
        let pair = try proxied.connect()
        proxied.begin(.error(status: 503), first: 1)
        try pair.caller.send(HTTPText.get())
        _ = try pair.caller.receiveHead()
        proxied.begin(.reset, window: 1, first: 1)
        try pair.caller.send(HTTPText.get())
        XCTAssertEqual(code { _ = try pair.caller.receive() }, ECONNRESET)
        let records = try records(proxied, 2)
        XCTAssertEqual(records.map(\.status), [503, nil])
        XCTAssertEqual(records.map(\.outcome), [.failed, .reset])
    }

    /// The kernel's refusals would be in no record.
    func test_refusedConnectionsAreAcceptedResetAndRecorded() throws {
        let proxied = try ProxiedServer(caller: 4, isRecorded: true)
        proxied.begin(.refuse)
        for _ in 0..<2 {
            let pair = try proxied.connect()
            try pair.caller.send(HTTPText.get())
            XCTAssertEqual(code { _ = try pair.caller.receive() }, ECONNRESET)
        }
        XCTAssertEqual(try records(proxied, 2).map(\.outcome), [.refused, .refused])
        XCTAssertEqual(proxied.touched().requests, 2)
    }
}
