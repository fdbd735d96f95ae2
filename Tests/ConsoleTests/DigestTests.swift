import Console
import XCTest

final class DigestTests: XCTestCase {
    /// The vectors of RFC 9923, appendix C, for 64 bits.
    func test_digestIsFNV1a() {
        XCTAssertEqual(Digest.hexadecimal([]), "cbf29ce484222325")
        XCTAssertEqual(Digest.hexadecimal(Array("a".utf8)), "af63dc4c8601ec8c")
        XCTAssertEqual(Digest.hexadecimal(Array("foobar".utf8)), "85944171f73967e8")
    }
}
