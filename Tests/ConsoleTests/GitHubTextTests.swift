import Console
import XCTest

final class GitHubTextTests: XCTestCase {
    func test_noLineOfAUsersIsACommand() {
        XCTAssertEqual(GitHubText.inert("pass  title\n  a::b"), "pass  title\n  a::b")
        XCTAssertEqual(GitHubText.inert("x\n  ::error::y"), "x\n  \u{200B}::error::y")
        XCTAssertEqual(GitHubText.inert("a ##[error]b"), "a ##\u{200B}[error]b")
        XCTAssertEqual(GitHubText.inert(""), "")
    }
}
