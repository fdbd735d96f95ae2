import Chance
import Microservices
import Resilience
import Timebase
import Topologies
import XCTest

/// Starts, restarts and what faults keep down.
final class PlatformTests: XCTestCase {
    private func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

    /// One instance with a restart after 1 s, then 10 s, that takes 2 s to start.
    private func platform() -> Platform {
        let restart = Restart.Settings(startup: .constant(.seconds(2)))
        var platform = Platform(
            Topology(
                name: "t", services: [Service(name: "s", endpoints: [], restart: restart)]),
            key: Key(seed: 1))
        platform.add(service: 0, index: 0)
        XCTAssertEqual(
            platform.start(0, startup: nil, now: .start), [.begin(host: 0), .serve(host: 0)])
        return platform
    }

    func test_deadInstanceIsRestarted_afterItsWaitAndItsStartup() {
        var platform = platform()
        XCTAssertEqual(platform.died(0, now: at(5)), [.arm(host: 0, at: at(6))])
        XCTAssertEqual(platform.state(of: 0), .dead)
        XCTAssertEqual(
            platform.timerFired(0, due: at(6), now: at(6)),
            [.begin(host: 0), .arm(host: 0, at: at(8))])
        XCTAssertEqual(platform.state(of: 0), .starting)
        XCTAssertEqual(platform.timerFired(0, due: at(8), now: at(8)), [.serve(host: 0)])
        XCTAssertEqual(platform.died(0, now: at(9)), [.arm(host: 0, at: at(19))])
    }

    func test_timerThatNoLongerMatters_isIgnored() {
        var platform = platform()
        _ = platform.died(0, now: at(5))
        XCTAssertEqual(platform.timerFired(0, due: at(5.5), now: at(5.5)), [])
        XCTAssertEqual(platform.state(of: 0), .dead)
    }

    func test_heldInstanceStartsAtOnce_whenTheLastHoldIsLetGo() {
        var platform = platform()
        platform.hold(0)
        platform.hold(0)
        XCTAssertEqual(platform.died(0, now: at(5)), [])
        XCTAssertEqual(platform.letGo(0, now: at(7)), [])
        XCTAssertEqual(platform.letGo(0, now: at(8)), [.begin(host: 0), .serve(host: 0)])
    }

    func test_instanceThatIsHeld_doesNotStart() {
        var platform = platform()
        platform.add(service: 0, index: 1)
        platform.hold(1)
        XCTAssertEqual(platform.start(1, startup: nil, now: at(3)), [])
        XCTAssertEqual(platform.count(of: 0).ready, 1)
        XCTAssertEqual(platform.count(of: 0).started, 2)
        XCTAssertEqual(platform.letGo(1, now: at(4)), [.begin(host: 1), .serve(host: 1)])
    }

    func test_instanceServes_whenItsProcessIsReadyAndItsStartupIsOver() {
        for isReadyFirst in [true, false] {
            var platform = Platform(
                Topology(name: "t", services: [Service(name: "s", endpoints: [])]),
                key: Key(seed: 1), awaitsProcesses: true)
            platform.add(service: 0, index: 0)
            XCTAssertEqual(
                platform.start(0, startup: .constant(.seconds(2)), now: .start),
                [.begin(host: 0), .arm(host: 0, at: at(2))])
            if isReadyFirst {
                XCTAssertEqual(platform.ready(0, now: at(1)), [])
                XCTAssertEqual(
                    platform.timerFired(0, due: at(2), now: at(2)), [.serve(host: 0)])
            } else {
                XCTAssertEqual(platform.timerFired(0, due: at(2), now: at(2)), [])
                XCTAssertEqual(platform.state(of: 0), .starting)
                XCTAssertEqual(platform.ready(0, now: at(3)), [.serve(host: 0)])
            }
            XCTAssertEqual(platform.state(of: 0), .serving)
            XCTAssertEqual(platform.ready(0, now: at(4)), [])
        }
    }

    func test_whatDiedForGood_isNotKept() {
        var platform = Platform(
            Topology(name: "t", services: [Service(name: "s", endpoints: [])]), key: Key(seed: 1))
        platform.add(service: 0, index: 0)
        _ = platform.start(0, startup: nil, now: .start)
        XCTAssertTrue(platform.isKept(0))
        XCTAssertEqual(platform.died(0, now: at(5)), [])
        XCTAssertFalse(platform.isKept(0))
    }
}
