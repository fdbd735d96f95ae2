import Reports
import XCTest

final class SHA256Tests: XCTestCase {
    /// The examples of NIST's *Cryptographic Standards and Guidelines*, and an empty message.
    func test_digestsAreThoseOfTheStandard() {
        let cases = [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
        for (message, expected) in cases {
            let digest = SHA256.digest(Array(message.utf8)).map { byte in
                String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
            XCTAssertEqual(digest.joined(), expected, message)
        }
    }

    /// `printf abc | openssl dgst -sha256 -binary | base64`.
    func test_theBase64OfADigestIsThatOfAPolicy() {
        XCTAssertEqual(
            SHA256.base64(Array("abc".utf8)), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
    }

    /// 55, 56 and 64 bytes are where the padding takes one block more.
    func test_everyLengthIsPaddedToBlocks() {
        let digests = (50...130).map { SHA256.digest(Array(repeating: 97, count: $0)) }
        XCTAssertEqual(Set(digests).count, 81)
        XCTAssertTrue(digests.allSatisfy { $0.count == 32 })
    }
}
