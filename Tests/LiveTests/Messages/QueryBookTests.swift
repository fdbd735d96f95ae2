import Live
import Recordings
import XCTest

final class QueryBookTests: XCTestCase {
    func test_aQueryClosesOnce_whenTheLastHasAnswered() {
        let book = QueryBook()
        var closings = 0
        let number = book.begin(asking: [1, 2]) { closings += 1 }
        book.answered(number, by: 1)
        book.answered(number, by: 1)
        book.answered(number + 1, by: 2)
        XCTAssertEqual(closings, 0)
        book.answered(number, by: 2)
        book.giveUp(number)
        XCTAssertEqual(closings, 1)
    }

    func test_aQueryOfNobodyClosesAtOnce() {
        var closings = 0
        _ = QueryBook().begin(asking: []) { closings += 1 }
        XCTAssertEqual(closings, 1)
    }

    func test_aQueryClosesWithoutThoseWhoAreGone_orIsGivenUp() {
        let book = QueryBook()
        var closed: [String] = []
        let first = book.begin(asking: [1, 2]) { closed.append("first") }
        let second = book.begin(asking: [2, 3]) { closed.append("second") }
        book.answeredAll(by: 2)
        XCTAssertEqual(closed, [])
        book.giveUp(second)
        book.answered(first, by: 1)
        XCTAssertEqual(closed, ["second", "first"])
    }

    /// What an ended process had counted still counts, or totals would fall when one is killed.
    func test_totalsNeverFall_whenAProcessEnds() {
        let book = QueryBook()
        let count = ServiceCounter.allCases.count
        func totals(_ value: Int64) -> [Int64] { Array(repeating: value, count: count) }
        XCTAssertEqual(book.sum(of: 0, with: [totals(5), totals(3)]), totals(8))
        book.retire(totals(5), of: 0)
        book.retire([], of: 0)
        book.retire(totals(100), of: 1)
        XCTAssertEqual(book.sum(of: 0, with: [totals(3)]), totals(8))
        XCTAssertEqual(book.sum(of: 2, with: []), totals(0))
    }
}
