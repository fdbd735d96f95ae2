import Faults
import XCTest

final class ByteCountTests: XCTestCase {
    func test_sizesAreRead_withTheirUnits() {
        let sizes = [
            ("0B", 0), ("100B", 100), ("1kB", 1_000), ("1KB", 1_000), ("1.5MB", 1_500_000),
            ("64KiB", 65_536), ("2MiB", 2_097_152), ("1GB", 1_000_000_000),
            ("0.5GiB", 536_870_912),
        ]
        for (text, bytes) in sizes { XCTAssertEqual(ByteCount(parsing: text)?.bytes, bytes, text) }
    }

    func test_anyOtherTextIsRefused() {
        let texts = [
            "", "64", "64 KiB", "KiB", ".5kB", "5.kB", "-1B", "1e3B", "1TiBB", "1kib", "٣B",
            "1..2B",
            "999999999999999999GiB", "1B ",
        ]
        for text in texts { XCTAssertNil(ByteCount(parsing: text), text) }
    }

    func test_sizesReadBack_asTheyAreWritten() {
        for bytes in [0, 1, 1_023, 1_024, 65_536, 1_000_000, 1 << 20, 3 << 30] {
            let text = ByteCount(bytes).description
            XCTAssertEqual(ByteCount(parsing: text)?.bytes, bytes, text)
        }
        XCTAssertEqual(ByteCount(65_536).description, "64KiB")
        XCTAssertEqual(ByteCount(1_500).description, "1500B")
    }
}
