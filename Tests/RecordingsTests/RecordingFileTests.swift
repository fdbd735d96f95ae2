import Chance
import Faults
import Recordings
import Timebase
import XCTest

final class RecordingFileTests: XCTestCase {
    func test_fileIsEqual_afterWritingAndReading() throws {
        for seed in 0..<60 {
            var dice = RandomRecordings(seed: UInt64(seed))
            let file = dice.file()
            let read = try RecordingFile(parsing: file.bytes())
            XCTAssertEqual(read, file, "seed \(seed)")
        }
    }

    func test_bytesAreEqual_whenWhatWasReadIsWrittenAgain() throws {
        for seed in 100..<130 {
            var dice = RandomRecordings(seed: UInt64(seed))
            let bytes = dice.file().bytes()
            XCTAssertEqual(try RecordingFile(parsing: bytes).bytes(), bytes, "seed \(seed)")
        }
    }

    func test_smallestFile_isWrittenAsDocumented() {
        var run = Recording(
            engine: "simulate", seed: .max, duration: .seconds(2), warmup: .seconds(1),
            windows: Windows(phases: []), step: .seconds(1))
        run.events = [Event(at: .start + .milliseconds(3), .scaled(0, from: 2, to: 4))]
        let file = RecordingFile(
            version: "1.2.3", sources: [.init(name: "a.json5", text: "{ \"a\": 1 }\n")],
            overrides: [.set("seed=3"), .without("retry")], run: run)
        let text = String(decoding: file.bytes(), as: UTF8.self)
        XCTAssertTrue(
            text.hasPrefix(
                #"{"format":"chaos.recording/1","version":"1.2.3","#
                    + #""sources":[{"name":"a.json5","text":"{ \"a\": 1 }\n"}],"#
                    + #""overrides":[{"set":"seed=3"},{"without":"retry"}],"#
                    + #""columns":{"stream":["requests","succeeded","#), text)
        XCTAssertTrue(
            text.hasSuffix(
                #""run":{"engine":"simulate","seed":18446744073709551615,"#
                    + #""duration_ns":2000000000,"warmup_ns":1000000000,"step_ns":1000000000,"#
                    + #""phases":[],"streams":[],"edges":[],"services":[],"faults":[],"#
                    + #""events":[[3000000,"scaled",0,2,4]],"dropped_events":0}}"# + "\n"), text)
    }

    func test_histogramIsSparse_inTheFile() throws {
        var cell = StreamLedger.Cell()
        // 7 ns, 7 ns and 9 ns are buckets 7 (twice) and 9 (once): 7,2 then 2 further on, 1.
        for nanoseconds in [7, 7, 9] { cell.latency.record(.nanoseconds(Int64(nanoseconds))) }
        let run = Recording(
            engine: "simulate", seed: 0, duration: .seconds(1), warmup: .zero,
            windows: Windows(phases: []), step: .seconds(1),
            streams: [StreamLedger(cells: [cell], steps: [])])
        let file = RecordingFile(version: "1", sources: [.init(name: "", text: "")], run: run)
        let text = String(decoding: file.bytes(), as: UTF8.self)
        let expected = #""latency":{"total_ns":23,"max_ns":9,"buckets":[7,2,2,1]}"#
        XCTAssertTrue(text.contains(expected), text)
    }

    func test_foreignText_isRefusedAsForeign() {
        for text in ["", "hello", "[]", "{}", "{\"format\":3}", "null", "{\"format\":\"x\"}"] {
            XCTAssertThrowsError(try RecordingFile(parsing: Array(text.utf8)), text) { error in
                XCTAssertEqual(error as? RecordingFileError, .foreign, text)
            }
        }
        XCTAssertThrowsError(try RecordingFile(parsing: [0xFF, 0x00, 0xC3])) { error in
            XCTAssertEqual(error as? RecordingFileError, .foreign)
        }
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        XCTAssertThrowsError(try RecordingFile(parsing: deep)) { error in
            XCTAssertEqual(error as? RecordingFileError, .foreign)
        }
    }

    func test_otherFormat_isNamed() {
        let text = "{\"format\":\"chaos.recording/2\",\"run\":{}}"
        XCTAssertThrowsError(try RecordingFile(parsing: Array(text.utf8))) { error in
            XCTAssertEqual(error as? RecordingFileError, .otherFormat("chaos.recording/2"))
            XCTAssertTrue("\(error)".contains("this version reads chaos.recording/1"), "\(error)")
        }
    }

    func test_cutOffFile_isDamagedWhereverItIsCut() {
        var dice = RandomRecordings(seed: 7)
        let bytes = dice.file().bytes()
        // From the end of {"format":"chaos.recording/1" on it is known as a recording.
        for length in stride(from: 29, to: bytes.count - 2, by: max(1, bytes.count / 97)) {
            XCTAssertThrowsError(try RecordingFile(parsing: Array(bytes[..<length]))) { error in
                guard case .damaged? = error as? RecordingFileError else {
                    return XCTFail("cut at \(length): \(error)")
                }
            }
        }
    }

    func test_changedBytes_neverCrash() {
        var dice = RandomRecordings(seed: 8)
        let bytes = dice.file().bytes()
        let replacements = Array("0-9\"[]{},:e.x".utf8)
        for _ in 0..<1_000 {
            var changed = bytes
            for _ in 0...dice.below(3) {
                changed[dice.below(changed.count)] = replacements[dice.below(replacements.count)]
            }
            // Whether a changed digit is noticed does not matter here; a trap would end the test.
            _ = try? RecordingFile(parsing: changed)
        }
    }

    func test_impossibleNumbers_areRefusedWithTheirPlace() throws {
        var dice = RandomRecordings(seed: 9)
        let text = String(decoding: dice.file().bytes(), as: UTF8.self)
        let cases = [
            (#""duration_ns":"#, #""duration_ns":-1,"x":"#, "run.duration_ns"),
            (#""step_ns":"#, #""step_ns":0,"x":"#, "run"),
            (#""buckets":["#, #""buckets":[99999999,1,"#, "latency"),
            (#""counts":["#, #""counts":[1,"#, "counters"),
            (#""dropped_events":"#, #""dropped_events":-5,"x":"#, "run.dropped_events"),
            (#""columns":{"stream":["#, #""columns":{"stream":["luck","#, "another version"),
        ]
        for (old, new, place) in cases {
            let at = try XCTUnwrap(text.firstRange(of: old), old)
            let changed = text.replacingCharacters(in: at, with: new)
            XCTAssertThrowsError(try RecordingFile(parsing: Array(changed.utf8)), new) { error in
                XCTAssertTrue("\(error)".contains(place), "\(error)")
                XCTAssertTrue("\(error)".hasPrefix("is a damaged recording: "), "\(error)")
            }
        }
    }
}
