import XCTest

/// Every broken input gets one clear error and exit status 2, at once and without a crash.
final class SadInputTests: XCTestCase {
    private func expectRefusal(
        _ chaos: Chaos, _ path: String, says expected: String, line: UInt = #line
    ) throws {
        for command in ["check", "run"] {
            let ending = try chaos.run(command, path)
            XCTAssertEqual(ending.status, 2, "\(command): \(ending.errors)", line: line)
            XCTAssertTrue(ending.errors.contains(expected), ending.errors, line: line)
            XCTAssertEqual(ending.errors.split(separator: "\n").count, 1, ending.errors, line: line)
            XCTAssertEqual(ending.text, "", line: line)
            XCTAssertLessThan(ending.processorSeconds, 1, line: line)
        }
    }

    func test_hugeFile() throws {
        let chaos = try Chaos()
        try chaos.write("{" + String(repeating: " ", count: 10_000_000), to: "a.json5")
        try expectRefusal(chaos, "a.json5", says: "larger than 4 MiB")
    }

    func test_fileJustBelowTheLimit() throws {
        let chaos = try Chaos()
        try chaos.write("{" + String(repeating: " ", count: 4 << 20 - 10), to: "a.json5")
        try expectRefusal(chaos, "a.json5", says: "a.json5:1:")
    }

    func test_deepNesting() throws {
        let chaos = try Chaos()
        try chaos.write(String(repeating: "[", count: 10_000), to: "list.json5")
        try chaos.write(String(repeating: "{a:", count: 10_000), to: "object.json5")
        try expectRefusal(chaos, "list.json5", says: "list.json5:1:")
        try expectRefusal(chaos, "object.json5", says: "object.json5:1:")
    }

    func test_invalidUTF8() throws {
        let chaos = try Chaos()
        try chaos.write(Data("{ title: \"".utf8) + [0xC3, 0x28] + Data("\" }".utf8), to: "a.json5")
        try expectRefusal(chaos, "a.json5", says: "a.json5:1:11: ")
    }

    func test_duplicateKeys() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario(rest: "seed: 1, seed: 2").text, to: "a.json5")
        try expectRefusal(chaos, "a.json5", says: "seed")
    }

    func test_numbersThatAreNone() throws {
        let chaos = try Chaos()
        let digits = String(repeating: "9", count: 400)
        for (index, number) in ["NaN", "Infinity", "-Infinity", digits, "1e999"].enumerated() {
            let path = "\(index).json5"
            try chaos.write(SmallScenario(rest: "seed: \(number)").text, to: path)
            try expectRefusal(chaos, path, says: path)
        }
    }

    func test_folderInPlaceOfAFile() throws {
        let chaos = try Chaos()
        try chaos.write("", to: "folder/empty.txt")
        let scenario = "{ topology: \"folder\", load: {}, duration: \"1s\", title: \"a\" }"
        try chaos.write(scenario, to: "a.json5")
        try expectRefusal(chaos, "a.json5", says: "is a directory")
        try expectRefusal(chaos, "folder", says: "folder holds no scenario")
    }

    func test_missingFiles() throws {
        let chaos = try Chaos()
        try expectRefusal(chaos, "a.json5", says: "does not exist")
        let scenario = "{ topology: \"b.json5\", load: {}, duration: \"1s\", title: \"a\" }"
        try chaos.write(scenario, to: "c.json5")
        try expectRefusal(chaos, "c.json5", says: "c.json5:1:13: \"b.json5\" does not exist")
    }

    func test_circles() throws {
        let chaos = try Chaos()
        try chaos.write("{ topology: \"./a.json5\", load: {} }", to: "a.json5")
        try chaos.write("{ extends: \"c.json5\" }", to: "b.json5")
        try chaos.write("{ extends: \"b.json5\" }", to: "c.json5")
        try chaos.write("{ extends: \"self.json5\" }", to: "self.json5")
        try expectRefusal(chaos, "a.json5", says: "names itself as its topology")
        try expectRefusal(chaos, "b.json5", says: "circle: b.json5 -> c.json5 -> b.json5")
        try expectRefusal(chaos, "self.json5", says: "circle: self.json5 -> self.json5")
    }

    func test_emptyAndForeignFiles() throws {
        let chaos = try Chaos()
        for (index, text) in ["", "\u{FEFF}", "hello", "[]", "3", "null", "{", "\0"].enumerated() {
            try chaos.write(text, to: "\(index).json5")
            try expectRefusal(chaos, "\(index).json5", says: "\(index).json5")
        }
        try expectRefusal(chaos, "/dev/zero", says: "larger than 4 MiB")
    }

    func test_recordingsThatAreNone() throws {
        let chaos = try Chaos()
        try chaos.write(SmallScenario().text, to: "a.json5")
        XCTAssertEqual(try chaos.run("run", "a.json5", "-q").status, 0)
        let bytes = try chaos.read("reports/a/recording.json")
        try chaos.write(bytes.prefix(bytes.count / 2), to: "cut.json")
        try chaos.write("{\"format\":\"chaos.recording/9\"}", to: "newer.json")
        let cases = [
            ("missing.json", "does not exist"), (".", "is a directory"),
            ("a.json5", "is not a recording"), ("cut.json", "it is cut off"),
            ("newer.json", "has the format chaos.recording/9"),
            ("reports/a/result.json", "is not a recording"),
        ]
        for (path, message) in cases {
            for command in ["score", "report"] {
                let ending = try chaos.run(command, path)
                XCTAssertEqual(ending.status, 2, path)
                XCTAssertTrue(ending.errors.contains(message), "\(path): \(ending.errors)")
                XCTAssertEqual(ending.errors.split(separator: "\n").count, 1, ending.errors)
            }
        }
    }
}
