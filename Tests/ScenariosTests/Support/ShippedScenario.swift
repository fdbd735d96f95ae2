import Foundation
import ScenarioFiles
import Scenarios

/// A file below `Scenarios/`, named by its path from there.
struct ShippedScenario: Hashable, Sendable {
    let path: String

    init(_ path: String) { self.path = path }

    /// Every scenario that is shipped and that simulation can run, by path.
    static let all = files.filter { !$0.path.hasPrefix(programs) }
    /// Those of real programs: `LiveTests` run them.
    static let ofPrograms = files.filter { $0.path.hasPrefix(programs) }

    private static let programs = "own-services/"
    private static let files: [ShippedScenario] = {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
        return (names ?? [])
            .filter { $0.hasSuffix(".json5") && !$0.hasPrefix("topologies/") }
            .filter { $0 != programs + "topology.json5" }
            .sorted().map { ShippedScenario($0) }
    }()

    /// Those that must pass, and those that show what happens without a protection.
    static var protected: [ShippedScenario] { all.filter { !$0.isDemonstration } }
    static var twins: [ShippedScenario] { all.filter(\.isTwin) }
    static var wrongOrders: [ShippedScenario] { all.filter(\.isWrongOrder) }

    var isTwin: Bool { path.hasSuffix("-unprotected.json5") }
    /// Whether it has the same protections as another, in another order.
    var isWrongOrder: Bool { path.hasSuffix("-wrong-order.json5") }
    /// Whether it is to fail.
    var isDemonstration: Bool { isTwin || isWrongOrder }

    /// The scenario that a twin takes the protections from, or whose order it changes.
    var original: ShippedScenario {
        ShippedScenario(
            path.replacingOccurrences(of: "-unprotected.json5", with: ".json5")
                .replacingOccurrences(of: "-wrong-order.json5", with: ".json5"))
    }

    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Scenarios").path

    /// The text of a shipped file.
    static func text(of path: String) -> String? {
        FileManager.default.contents(atPath: "\(folder)/\(path)")
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Reads it, with other texts in the place of some files.
    ///
    /// - Throws: every problem of the files.
    func load(
        _ overrides: Overrides = Overrides(), replacing texts: [String: String] = [:]
    ) throws -> Loaded {
        try readScenario(path, overrides: overrides) { path in
            (texts[path] ?? Self.text(of: path)).map { .success(Array($0.utf8)) }
                ?? .failure(.missing)
        }.get()
    }
}
