import HTTPWire
import XCTest

/// The four forms of a request target (RFC 9112, section 3.2).
final class RequestTargetTests: XCTestCase {
    private func head(_ line: String) -> RequestHead? {
        var reader = RequestReader()
        let text = Array("\(line) HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
        return text.withUnsafeBytes { input in
            var offset = 0
            return reader.next(input, &offset) == .head ? reader.head : nil
        }
    }

    func test_formAndPath_ofSoundTargets() {
        let table: [(String, RequestHead.TargetForm, String)] = [
            ("GET /", .origin, "/"), ("GET /a/b?c=/d?e", .origin, "/a/b"),
            ("GET //a", .origin, "//a"),
            ("GET /%2e%2E/", .origin, "/%2e%2E/"), ("OPTIONS *", .asterisk, ""),
            ("GET http://a", .absolute, ""), ("GET HTTP://a:80/b?c", .absolute, "/b"),
            ("GET coap+tcp://a?c/d", .absolute, ""), ("CONNECT a:443", .authority, ""),
            ("CONNECT [::1]:1", .authority, ""),
        ]
        for (line, form, path) in table {
            guard let head = head(line) else {
                XCTFail("\(line) is refused")
                continue
            }
            XCTAssertEqual(head.targetForm, form, line)
            XCTAssertEqual(head.path, path, line)
            XCTAssertEqual(line.hasSuffix(" \(head.target)"), true, line)
            XCTAssertTrue(head.pathEquals(Array(path.utf8)), line)
            XCTAssertFalse(head.pathEquals(Array((path + "x").utf8)), line)
        }
    }

    func test_othersAreRefused() {
        let lines = [
            "GET *", "OPTIONS **", "GET a", "GET a/b", "GET http:/a", "GET http://",
            "GET http:///a",
            "GET ://a/", "CONNECT /", "CONNECT a", "CONNECT a:", "CONNECT :1", "CONNECT a:x",
            "CONNECT http://a:1",
        ]
        for line in lines {
            let text = Array("\(line) HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
            XCTAssertEqual(
                Transcript.requests(text).lines, ["failed \(HTTPProblem.invalidTarget)"], line)
        }
    }

    func test_everyMethodIsKnownByItsWord() {
        for method in HTTPMethod.allCases where method != .other {
            let target = method == .connect ? "a:1" : method == .options ? "*" : "/"
            XCTAssertEqual(head("\(method.word) \(target)")?.method, method)
        }
        for word in ["get", "GOT", "PURGE", "PATCHY", "X", "DELATE", "PO!T"] {
            XCTAssertEqual(head("\(word) /")?.method, .other, word)
        }
    }
}
