import XCTest

/// Measures and exchanges that the tests of proxies share.
class ProxyTestCase: XCTestCase {
    /// The error number that the sockets in `body` failed with.
    func code(_ body: () throws -> Void) -> Int32? {
        do { try body() } catch { return (error as? PlainSocket.Failure)?.code }
        return nil
    }

    func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let time = try clock.measure { try body() }
        return Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1e3
    }

    func exchange(
        _ pair: (caller: PlainSocket, callee: PlainSocket), tag: String? = nil,
        path: String = "/a"
    ) throws {
        try pair.caller.send(HTTPText.get(path, tag: tag))
        XCTAssertEqual(try pair.callee.receiveHead(), HTTPText.get(path, tag: tag))
        try pair.callee.send(HTTPText.ok())
        XCTAssertEqual(try pair.caller.receiveHead(), HTTPText.ok())
    }
}
