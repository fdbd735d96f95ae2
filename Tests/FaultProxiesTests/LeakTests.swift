import FaultProxies
import Faults
import Foundation
import Timebase
import XCTest

/// Nothing is left of a fault when it is over, and nothing of a connection.
final class LeakTests: ProxyTestCase {
    private func descriptorCount() -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? -1
    }

    /// A thousand windows of every kind that ends connections or holds them.
    func test_noDescriptorIsLeft_afterAThousandFaultsOnAndOff() throws {
        let kinds: [Fault.Kind] = [
            .reset, .blackhole, .refuse, .partition(from: [], direction: .both),
            .latency(delay: .constant(.microseconds(50)), jitter: .zero), .error(status: 500),
            .bandwidth(rate: ByteCount(1_000_000)), .truncate(after: nil),
        ]
        let proxied = try ProxiedServer()
        try exchange(try proxied.connect())
        let before = descriptorCount()
        for number in 0..<1000 {
            let live = try proxied.connect()
            try live.caller.send(HTTPText.get())
            _ = try live.callee.receiveHead()
            proxied.begin(kinds[number % kinds.count], window: number)
            if let new = try? proxied.connect() { try? new.caller.send(HTTPText.get()) }
            proxied.end(number)
        }
        for _ in 0..<1000 where descriptorCount() > before { try proxied.fleet.finishCommands() }
        XCTAssertLessThanOrEqual(descriptorCount(), before)
        try exchange(try proxied.connect())
    }

    func test_nothingIsLeft_whenTheFleetStops() throws {
        let before = descriptorCount()
        for _ in 0..<20 {
            let proxied = try ProxiedServer()
            let pair = try proxied.connect()
            proxied.begin(.blackhole)
            try pair.caller.send(HTTPText.get())
        }
        XCTAssertEqual(descriptorCount(), before)
    }
}
