import Console
import XCTest

final class ReportFolderTests: XCTestCase {
    private func folder(_ path: String, _ chosen: String? = nil) -> String {
        ReportFolder.folders(for: [path], chosen: chosen)[0]
    }

    func test_oneScenarioGoesByItsFilesStem() {
        XCTAssertEqual(folder("Scenarios/overload/shed.json5"), "reports/shed")
        XCTAssertEqual(folder("a.b.json"), "reports/a.b")
        XCTAssertEqual(folder("日本 語.json5"), "reports/日本-語")
        XCTAssertEqual(folder("x\n\u{1B}[31m;rm -rf $HOME.json5"), "reports/x---31m-rm--rf--HOME")
        XCTAssertEqual(folder("-x"), "reports/-x")
    }

    func test_noNameLeavesTheFolder() {
        XCTAssertEqual(folder(".."), "reports/-.")
        XCTAssertEqual(folder(".json5"), "reports/-json5")
        XCTAssertEqual(folder(""), "reports/scenario")
        XCTAssertEqual(
            ReportFolder.folders(for: ["../../x.json5", "y"], chosen: "d"), ["d/-./-./x", "d/y"])
    }

    func test_committedReportsAreNotWrittenOver_byDefault() {
        XCTAssertEqual(folder("reference.json5"), "reports/reference-")
        XCTAssertEqual(folder("reference.json5", "reports/reference"), "reports/reference")
    }

    func test_severalScenariosNeverShareAFolder() {
        XCTAssertEqual(
            ReportFolder.folders(for: ["a/x.json5", "a/y.json5"], chosen: nil),
            ["reports/x", "reports/y"])
        XCTAssertEqual(
            ReportFolder.folders(for: ["a/x.json5", "b/x.json5"], chosen: nil),
            ["reports/a/x", "reports/b/x"])
        XCTAssertEqual(
            ReportFolder.folders(for: ["a/x.json5", "a/y.json5"], chosen: "d"), ["d/a/x", "d/a/y"])
        XCTAssertEqual(
            ReportFolder.folders(for: ["x.json5", "x.json", "./x"], chosen: "d"),
            ["d/x", "d/x-2", "d/x-3"])
    }
}
