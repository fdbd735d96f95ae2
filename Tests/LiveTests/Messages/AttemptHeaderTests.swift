import Chance
import Live
import Timebase
import XCTest

final class AttemptHeaderTests: XCTestCase {
    private func read(_ text: String) -> AttemptHeader? {
        Array(text.utf8).withUnsafeBytes { AttemptHeader($0) }
    }

    private func written(_ header: AttemptHeader) -> String {
        var bytes: [UInt8] = []
        header.append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func test_everyValueComesBack() {
        let instants = [
            Instant.never, .start, Instant(nanoseconds: -1), Instant(nanoseconds: 17),
            Instant(nanoseconds: 86_400_000_000_000),
        ]
        for key in [0, 1, UInt64.max, 0x0123_4567_89AB_CDEF] {
            for (from, edge) in [(-1, -1), (0, 0), (Int32.max, 41)] as [(Int32, Int32)] {
                for deadline in instants {
                    let header = AttemptHeader(
                        key: Key(bits: key), from: from, edge: edge, deadline: deadline,
                        patience: instants[2])
                    XCTAssertEqual(read(written(header)), header, written(header))
                }
            }
        }
    }

    func test_streamAndTieComeBack_andAreNotWrittenWhereThereIsNone() {
        for stream in [-1, 0, 41] as [Int32] {
            for isTied in [false, true] {
                let header = AttemptHeader(
                    key: Key(bits: 1), from: 2, edge: 3, deadline: .never, patience: .never,
                    stream: stream, isTied: isTied)
                XCTAssertEqual(read(written(header)), header, written(header))
                XCTAssertEqual(written(header).contains("stream"), stream >= 0)
                XCTAssertEqual(written(header).contains("tied"), isTied)
            }
        }
    }

    func test_aMissingInstantIsNever() {
        let header = read("key=0000000000000001;from=2;edge=3")
        XCTAssertEqual(
            header,
            AttemptHeader(
                key: Key(bits: 1), from: 2, edge: 3, deadline: .never, patience: .never))
    }

    func test_anythingElseIsRefused() {
        let refused = [
            "", "key", "key=", "key=1", "key=000000000000000g", "key=0000000000000001;",
            "from=1;edge=2", "key=0000000000000001;deadline=", "key=0000000000000001;deadline=x",
            "key=0000000000000001;deadline=1234567890123456789", ";", "=", "key=00000000000000011",
            "key=0000000000000001;patience=1.5", "key=0000000000000001;other=1",
            "KEY=0000000000000001",
        ]
        for text in refused { XCTAssertNil(read(text), text) }
    }

    func test_aNumberOutOfRangeIsNobody() {
        XCTAssertEqual(read("key=0000000000000001;from=zwei;edge=-7")?.from, -1)
        XCTAssertEqual(read("key=0000000000000001;from=99999999999")?.from, .max)
    }
}
