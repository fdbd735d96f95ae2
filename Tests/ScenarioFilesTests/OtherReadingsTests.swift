import ScenarioFiles
import XCTest

/// The readings that scoring asks for: with other objectives, and with protections left in.
final class OtherReadingsTests: XCTestCase {
    private let twin = """
        { extends: "shop.json5", without: ["retry@orders -> payments"], mustFail: ["checkout-up"] }
        """

    func test_withoutTakesNothingOut_whenRestored() throws {
        var files = Shop.files
        files["twin.json5"] = twin
        let bare = try Shop.read("twin.json5", files).get().scenario
        let whole = try Shop.read("twin.json5", files, overrides: Overrides(isRestored: true)).get()
        XCTAssertEqual(bare.without, ["retry@orders -> payments"])
        XCTAssertEqual(whole.scenario.without, [])
        XCTAssertEqual(whole.scenario.topology, try Shop.read().get().scenario.topology)
        XCTAssertNotEqual(bare.topology, whole.scenario.topology)
    }

    func test_objectivesAreThoseOfTheOtherFile_whenOneIsNamed() throws {
        var files = Shop.files
        files["twin.json5"] = twin
        files["strict.json5"] = """
            { objectives: [{ id: "all-up", expect: "availability", of: "admin", atLeast: 1 }] }
            """
        let overrides = Overrides(objectives: "strict.json5")
        let scenario = try Shop.read("twin.json5", files, overrides: overrides).get().scenario
        XCTAssertEqual(scenario.objectives.map(\.id), ["all-up"])
        XCTAssertNil(scenario.mustFail)
    }

    func test_aFileWithoutObjectives_isAProblem() {
        var files = Shop.files
        files["strict.json5"] = "{ load: {} }"
        let overrides = Overrides(objectives: "strict.json5")
        XCTAssertEqual(
            Shop.problems("shop.json5", files, overrides: overrides),
            ["strict.json5:1:1: there are no objectives; expected objectives"])
    }
}
