import XCTest

/// Files, functions and lines stay short enough to be read at a sitting.
final class SizeTests: XCTestCase {
    private static let longestFile = 400
    private static let longestFunction = 60
    private static let widestLine = 100

    func test_noFileIsLongerThan400Lines() {
        for file in House.sources + House.tests where file.lines.count > Self.longestFile + 1 {
            XCTFail("\(file.path) has \(file.lines.count - 1) lines")
        }
    }

    func test_noFunctionIsLongerThan60Lines() {
        for file in House.sources + House.tests {
            for function in FunctionLengths.of(file) where function.length > Self.longestFunction {
                XCTFail("\(file.path):\(function.line): a function of \(function.length) lines")
            }
        }
    }

    /// Text between triple quotes is exempt: it is set as its reader sees it.
    func test_noLineIsWiderThan100Columns() {
        for file in House.sources + House.tests {
            for (index, line) in file.lines.enumerated() where line.count > Self.widestLine {
                let isText = file.code[index].allSatisfy { $0 == " " }
                let isComment = line.drop { $0 == " " }.hasPrefix("//")
                guard isComment || !isText else { continue }
                XCTFail("\(file.path):\(index + 1): a line of \(line.count) columns")
            }
        }
    }

    /// What is built in as it stands is read like any source.
    func test_scriptsAndStyleSheetsAreNoLongerAndNoWider() throws {
        let paths = House.paths(below: "Sources").filter {
            $0.hasSuffix(".js") || $0.hasSuffix(".css")
        }
        XCTAssertFalse(paths.isEmpty)
        for path in paths {
            let lines = try XCTUnwrap(House.text(of: path)).split(
                separator: "\n", omittingEmptySubsequences: false)
            XCTAssertLessThanOrEqual(lines.count, Self.longestFile + 1, path)
            for (index, line) in lines.enumerated() where line.count > Self.widestLine {
                XCTFail("\(path):\(index + 1): a line of \(line.count) columns")
            }
        }
    }

    func test_lengthsAreFound_inASourceMadeForIt() {
        let text = """
            struct A {
                func one() { let a = "}" }
                init(
                    b: Int
                ) {
                    // }
                    print("\\(b) {")
                }
                var c: Int {
                    1
                }
            }
            protocol P { func bare() }
            func last() -> Int { 2 }
            """
        let file = SwiftFile(path: "A.swift", text: text)
        // one: line 2; init: lines 3 … 8; c: 9 … 11; last: line 14. `bare` has no body.
        XCTAssertEqual(FunctionLengths.of(file).map(\.line), [2, 3, 9, 14])
        XCTAssertEqual(FunctionLengths.of(file).map(\.length), [1, 6, 3, 1])
    }
}
