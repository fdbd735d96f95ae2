import Sockets
import Timebase
import XCTest

/// Runs a loop on the test's own thread until `stop()`, and fails the test when that takes longer
/// than `limit`.
final class LoopRun: TimerTarget {
    let loop: EventLoop
    private let limit: Duration
    private var isLate = false

    init(limit: Duration = .seconds(10)) throws {
        loop = try EventLoop(clock: MonotonicClock())
        self.limit = limit
    }

    func run(file: StaticString = #filePath, line: UInt = #line) {
        loop.arm(self, token: 0, at: loop.now + limit)
        loop.run()
        XCTAssertFalse(isLate, "not over after \(limit)", file: file, line: line)
    }

    func timerFired(token: UInt64, due: Instant) {
        isLate = true
        loop.stop()
    }
}
