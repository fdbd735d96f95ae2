import Foundation
import XCTest

/// Scenarios/own-services, with a real nginx, application and Redis.
final class OwnServicesTests: XCTestCase {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Scenarios/own-services")

    func test_realPrograms_areStartedHarmedAndJudged() throws {
        try Installed.require("nginx", "redis-server", "python3")
        let chaos = try Chaos()
        let ending = try run(chaos, attempts: 3)
        XCTAssertEqual(ending.status, 0, ending.errors + ending.text)
        let result = try XCTUnwrap(
            JSONSerialization.jsonObject(with: chaos.read("result.json")) as? [String: Any])
        XCTAssertEqual(result["verdict"] as? String, "pass", "\(result["reasons"] ?? "")")
        let faults = try XCTUnwrap(result["faults"] as? [[String: Any]])
        XCTAssertEqual(faults.map { $0["name"] as? String }, ["slow-redis", "cut-off", "killed"])
        for fault in faults { XCTAssertEqual(fault["undone"] as? Bool, true, "\(fault)") }
        let objectives = try XCTUnwrap(result["objectives"] as? [[String: Any]])
        for objective in objectives {
            XCTAssertEqual(objective["held"] as? Bool, true, "\(objective)")
        }
    }

    /// Runs it again while it decides nothing: a busy machine makes an unsteady baseline.
    private func run(_ chaos: Chaos, attempts: Int) throws -> Chaos.Ending {
        let result = chaos.folder.appending(path: "result.json").path(percentEncoded: false)
        let ending = try chaos.run(
            "run", "shop.json5", "--allow-commands", "--format", "json", "-o", result,
            in: Self.folder)
        return ending.status == 3 && attempts > 1
            ? try run(chaos, attempts: attempts - 1) : ending
    }

    func test_nothingIsStarted_withoutLeave() throws {
        let chaos = try Chaos()
        let ending = try chaos.run("run", "shop.json5", in: Self.folder)
        XCTAssertEqual(ending.status, 2)
        XCTAssertTrue(ending.errors.contains("--allow-commands"), ending.errors)
        XCTAssertTrue(ending.errors.contains("redis-server --bind 127.0.0.1"), ending.errors)
    }
}
