import HTTPWire
import XCTest

/// The tables of characters, held against the lists of the RFCs by every byte.
final class CharactersTests: XCTestCase {
    private static let alphanumeric = Set(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// RFC 9110, section 5.6.2.
    func test_fieldNames_consistOfTokenCharacters() {
        let token = Self.alphanumeric.union("!#$%&'*+-.^_`|~".utf8)
        for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: ":") {
            XCTAssertEqual(
                isRead(Array("GET / HTTP/1.1\r\nHost: x\r\nX".utf8) + [byte] + Array(": y".utf8)),
                token.contains(byte), "byte \(byte)")
        }
    }

    /// RFC 9110, section 5.5: visible ASCII, blanks, and what is above ASCII.
    func test_fieldValues_holdNoControlButTabs_whereverInAWord() {
        for byte in UInt8.min...UInt8.max {
            for before in 0..<9 {
                let start =
                    "GET / HTTP/1.1\r\nHost: x\r\nX: " + String(repeating: "y", count: before)
                XCTAssertEqual(
                    isRead(Array(start.utf8) + [byte] + Array("zzzzzzzz".utf8)),
                    byte == 9 || (byte >= 32 && byte != 127), "byte \(byte) after \(before)")
            }
        }
    }

    /// RFC 3986, section 3.2.2, and a port.
    func test_hosts_consistOfTheirCharacters() {
        let host = Self.alphanumeric.union("-._~%!$&'()*+,;=:[]".utf8)
        for byte in UInt8.min...UInt8.max {
            XCTAssertEqual(
                isRead(Array("GET / HTTP/1.1\r\nHost: a".utf8) + [byte] + Array("b".utf8)),
                host.contains(byte), "byte \(byte)")
        }
    }

    /// RFC 9112, section 3: no blank and nothing invisible within the target.
    func test_targets_consistOfVisibleCharacters() {
        for byte in UInt8.min...UInt8.max {
            XCTAssertEqual(
                isRead(Array("GET /a".utf8) + [byte] + Array("b HTTP/1.1\r\nHost: x".utf8)),
                byte > 32 && byte < 127, "byte \(byte)")
        }
    }

    /// Whether a head goes through that ends after these bytes.
    private func isRead(_ bytes: [UInt8]) -> Bool {
        var reader = RequestReader()
        return (bytes + Array("\r\n\r\n".utf8)).withUnsafeBytes { input in
            var offset = 0
            return reader.next(input, &offset) == .head
        }
    }
}
