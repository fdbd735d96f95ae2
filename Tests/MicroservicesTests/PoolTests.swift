import Microservices
import Timebase
import XCTest

final class PoolTests: XCTestCase {
    func test_handlesAreReused_andMemoryFollowsTheMostAtOnce() {
        var pool = Pool<Int>(capacity: 2)
        var live: [Int32: Int] = [:]
        for round in 0..<1000 {
            let handle = pool.insert(round)
            XCTAssertNil(live.updateValue(round, forKey: handle), "handle \(handle) is live")
            if live.count == 40 {
                for handle in live.keys.sorted() where handle % 3 != 0 {
                    XCTAssertEqual(pool[handle], live[handle])
                    pool.remove(handle)
                    live[handle] = nil
                    XCTAssertFalse(pool.isLive(handle))
                }
            }
        }
        XCTAssertEqual(pool.count, live.count)
        XCTAssertEqual(pool.highWater, 40)
        for (handle, value) in live { XCTAssertEqual(pool[handle], value) }
        XCTAssertFalse(pool.isLive(-1))
        XCTAssertFalse(pool.isLive(40))
    }

    func test_tableKeepsItsElements_whileItGrows() {
        var table = Table<[Int]>(capacity: 1)
        for number in 0..<100 { table.append([number]) }
        table[5].append(7)
        XCTAssertEqual(table[5], [5, 7])
        XCTAssertEqual(table[99], [99])
        XCTAssertEqual(table.count, 100)
    }
}
