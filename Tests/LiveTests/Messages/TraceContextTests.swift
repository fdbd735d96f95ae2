import Chance
import Live
import XCTest

/// Vectors of W3C Trace Context, section 3.2.
final class TraceContextTests: XCTestCase {
    private static let example = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    private func read(_ text: String) -> TraceContext? {
        Array(text.utf8).withUnsafeBytes { TraceContext($0) }
    }

    private func written(_ trace: TraceContext, parent: UInt64) -> String {
        var bytes: [UInt8] = []
        trace.append(parent: Key(bits: parent), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func test_theTraceIsHandedOn_withANewParent() throws {
        let trace = try XCTUnwrap(read(Self.example))
        XCTAssertEqual(
            written(trace, parent: 0xABCD_EF01_2345_6789),
            "00-0af7651916cd43dd8448eb211c80319c-abcdef0123456789-01")
    }

    func test_flagsAreHandedOn() throws {
        let trace = try XCTUnwrap(read(Self.example.dropLast(2) + "00"))
        XCTAssertTrue(written(trace, parent: 1).hasSuffix("-00"))
    }

    /// All zeros is no id (sections 3.2.2.3 and 3.2.2.4).
    func test_aNewTraceHasIds_whateverTheKey() throws {
        let trace = TraceContext(startingAt: Key(bits: 0))
        let text = written(trace, parent: 0)
        XCTAssertNotNil(read(text), text)
    }

    /// A later version may say more behind a hyphen; its first four fields are read.
    func test_aLaterVersionIsReadAsOurs() {
        XCTAssertNotNil(read("cc" + Self.example.dropFirst(2) + "-what-the-future-will-be-like"))
        XCTAssertNotNil(read("cc" + Self.example.dropFirst(2)))
        XCTAssertNil(read("cc" + Self.example.dropFirst(2) + ".what"))
    }

    func test_anythingElseIsRefused() {
        let refused = [
            "", "00", "ff" + Self.example.dropFirst(2), Self.example + "-00", Self.example + "0",
            String(Self.example.dropLast()), Self.example.uppercased(),
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
        ]
        for text in refused { XCTAssertNil(read(text), text) }
    }
}
