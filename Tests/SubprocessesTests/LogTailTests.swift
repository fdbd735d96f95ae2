import Foundation
import Subprocesses
import XCTest

final class LogTailTests: XCTestCase {
    private func lines(_ count: Int, of bytes: [UInt8]) throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appending(path: "log \(UUID())")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return LogTail.lines(count, of: file.path(percentEncoded: false))
    }

    func test_lastLinesAreGiven_oldestFirst() throws {
        XCTAssertEqual(try lines(2, of: Array("a\nb\nc\n".utf8)), ["b", "c"])
        XCTAssertEqual(try lines(2, of: Array("a\nb\r\nc".utf8)), ["b", "c"])
        XCTAssertEqual(try lines(9, of: Array("a\n\n".utf8)), ["a", ""])
        XCTAssertEqual(try lines(9, of: []), [])
        XCTAssertEqual(try lines(0, of: Array("a\n".utf8)), [])
        XCTAssertEqual(LogTail.lines(9, of: "/no/such/file"), [])
        XCTAssertEqual(LogTail.lines(9, of: "/tmp"), [])
    }

    func test_nothingSteersTheTerminal() throws {
        let bytes = Array("\u{1B}[2J\tred\u{7}".utf8) + [0xFF, 0x0A]
        XCTAssertEqual(try lines(1, of: bytes), ["\u{FFFD}[2J\tred\u{FFFD}\u{FFFD}"])
    }

    func test_onlyTheEndIsRead_ofALongFile() throws {
        // 3,000 lines of 10 bytes: 16,384 bytes hold 1,638 whole ones and 4 bytes of another.
        let text = (0..<3_000).map { "line \(1_000 + $0)\n" }.joined()
        let last = try lines(9_999, of: Array(text.utf8))
        XCTAssertEqual(last.count, 1_638)
        XCTAssertEqual(last.last, "line 3999")
        // A line longer than what is read is shown from where the reading starts.
        let long = [UInt8](repeating: 0x61, count: 100_000)
        XCTAssertEqual(try lines(3, of: long).map(\.count), [16_384])
    }
}
