import XCTest

/// File names are any text, and no terminal or report folder is broken by one.
final class FileNameTests: XCTestCase {
    func test_unusualNamesRun_andTheirReportsHaveSafeNames() throws {
        let chaos = try Chaos()
        let names = [
            ("with space.json5", "with-space"), ("naïve 日本.json5", "naïve-日本"),
            ("two\nlines.json5", "two-lines"), ("quote\"'`.json5", "quote---"),
            ("\u{1B}[31mred.json5", "--31mred"), ("no ending", "no-ending"),
        ]
        for (name, folder) in names {
            try chaos.write(SmallScenario().text, to: name)
            let ending = try chaos.run("run", name)
            XCTAssertEqual(ending.status, 0, "\(name): \(ending.errors)")
            XCTAssertTrue(chaos.files(below: "reports/\(folder)").contains("report.md"), name)
            XCTAssertFalse(ending.text.contains("\u{1B}"), ending.text)
        }
    }

    func test_aLeadingDash_isANameAfterTwoDashes() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "--seed.json5")
        XCTAssertEqual(try chaos.run("run", "--seed.json5").status, 2)
        XCTAssertEqual(try chaos.run("run", "--", "--seed.json5").status, 0)
        XCTAssertEqual(try chaos.run("run", "./--seed.json5").status, 0)
    }

    func test_errorsEscapeTheNamesTheySay() throws {
        let chaos = try Chaos()
        for name in ["\u{1B}[2J\n.json5", "x\r\u{202E}y"] {
            for command in ["run", "check", "list", "score", "report"] {
                let ending = try chaos.run(command, name)
                XCTAssertEqual(ending.status, 2, command)
                XCTAssertFalse(ending.errors.contains("\u{1B}"), ending.errors)
                XCTAssertFalse(ending.errors.contains("\r"), ending.errors)
                XCTAssertFalse(ending.errors.contains("\u{202E}"), ending.errors)
                XCTAssertEqual(ending.errors.split(separator: "\n").count, 1, ending.errors)
            }
        }
    }

    func test_titlesCannotCommandATerminal() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario(title: "\\u001b[2Jboo\\u0007").text, to: "a.json5")
        for line in [["run", "a.json5"], ["run", "--dry-run", "a.json5"], ["list", "."]] {
            let child = try chaos.start(line)
            let text = String(decoding: child.readOutput(), as: UTF8.self)
            child.process.waitUntilExit()
            XCTAssertTrue(text.contains("[2Jboo"), text)
            XCTAssertFalse(text.contains("\u{1B}") || text.contains("\u{7}"), "\(line)")
        }
    }

    func test_recordingsHoldNoAbsolutePath() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "sub/a.json5")
        let absolute = chaos.folder.appending(path: "sub/a.json5").path(percentEncoded: false)
        XCTAssertEqual(try chaos.run("run", absolute, "--report", "r").status, 0)
        for file in chaos.files(below: "r") {
            let text = String(decoding: try chaos.read("r/\(file)"), as: UTF8.self)
            XCTAssertFalse(text.contains(chaos.folder.lastPathComponent), file)
        }
    }
}
