import Sockets
import Synchronization
import Timebase
import XCTest

final class EventLoopTests: XCTestCase {
    private final class Notes: TimerTarget {
        var fired: [(token: UInt64, due: Instant, at: Instant)] = []
        var onFire: (UInt64) -> Void = { _ in }
        let loop: EventLoop
        init(_ loop: EventLoop) { self.loop = loop }
        func timerFired(token: UInt64, due: Instant) {
            fired.append((token, due, loop.refresh()))
            onFire(token)
        }
    }

    func test_timersFireInOrderOfTimeThenOfArming_andNeverEarly() throws {
        let run = try LoopRun()
        let notes = Notes(run.loop)
        let begin = run.loop.now
        for token in 0..<1000 {
            // Seven distinct instants, 1 ms apart, each armed many times.
            notes.loop.arm(
                notes, token: UInt64(token), at: begin + .milliseconds(Int64(token * 5 % 7)))
        }
        notes.onFire = { _ in if notes.fired.count == 1000 { run.loop.stop() } }
        run.run()
        let order = notes.fired.map { ($0.due, $0.token) }
        XCTAssertEqual(order.map(\.1), order.sorted { $0 < $1 }.map(\.1))
        XCTAssertEqual(notes.fired.count, 1000)
        for timer in notes.fired { XCTAssertGreaterThanOrEqual(timer.at, timer.due) }
    }

    func test_otherEventsHaveTheirTurn_whenTimersAreArmedForNow() throws {
        let run = try LoopRun()
        let notes = Notes(run.loop)
        notes.onFire = { _ in run.loop.arm(notes, token: 0, at: run.loop.now) }
        run.loop.arm(notes, token: 0, at: run.loop.now)
        run.loop.remote.perform { $0.stop() }
        run.run()
        XCTAssertLessThan(notes.fired.count, 10)
    }

    func test_commandsOfOtherThreadsRunOnTheLoop_inOrderOfEachThread() throws {
        final class Counts: Sendable {
            let last = Mutex([Int](repeating: -1, count: 4))
            let disorder = Mutex(0)
        }
        let counts = Counts()
        let thread = try LoopThread(clock: MonotonicClock()) { $0.run() }
        DispatchQueue.concurrentPerform(iterations: 4) { sender in
            for number in 0..<5000 {
                thread.remote.perform { _ in
                    let previous = counts.last.withLock { last in
                        let previous = last[sender]
                        last[sender] = number
                        return previous
                    }
                    if previous != number - 1 { counts.disorder.withLock { $0 += 1 } }
                }
            }
        }
        thread.stop()
        XCTAssertEqual(counts.last.withLock { $0 }, [4999, 4999, 4999, 4999])
        XCTAssertEqual(counts.disorder.withLock { $0 }, 0)
    }
}
