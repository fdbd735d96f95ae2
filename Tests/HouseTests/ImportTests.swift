import XCTest

/// Who may import whom. SwiftPM accepts an import of an undeclared sibling in a warm build, so this
/// table, which is that of Package.swift, is held against the sources.
final class ImportTests: XCTestCase {
    private static let domain = [
        "Timebase", "Chance", "Resilience", "Topologies", "Faults", "Workloads", "Microservices",
    ]

    private static let rooms: [String: [String]] = [
        "Timebase": [],
        "Chance": ["Timebase"],
        "Resilience": ["Timebase", "Chance"],
        "Topologies": ["Timebase", "Chance", "Resilience"],
        "Faults": ["Timebase", "Chance", "Resilience", "Topologies"],
        "Workloads": ["Timebase", "Chance", "Topologies"],
        "Microservices": domain.dropLast(),
        "Scenarios": domain,
        "ScenarioFiles": ["Scenarios"] + domain,
        "Recordings": ["Timebase", "Chance", "Resilience", "Topologies", "Faults"],
        "Experiments": ["Scenarios", "Recordings"] + domain,
        "Simulation": ["Experiments", "Scenarios", "Recordings"] + domain,
        "Sockets": ["CLinux", "Timebase"],
        "HTTPWire": [],
        "FaultProxies": ["Sockets", "HTTPWire"] + domain,
        "Subprocesses": ["CLinux", "Sockets", "Timebase"],
        "Live": [
            "Experiments", "Sockets", "HTTPWire", "FaultProxies", "Subprocesses", "Scenarios",
            "Recordings",
        ] + domain,
        "Scoring": ["Scenarios", "Recordings"] + domain,
        "Studies": ["Scenarios", "Scoring", "Recordings", "Simulation"] + domain,
        "Reports": ["Scoring", "Recordings", "Scenarios"] + domain,
        "Console": [
            "ScenarioFiles", "Scenarios", "Simulation", "Live", "Studies", "Scoring",
            "Recordings", "Reports",
        ] + domain,
        "chaos": ["Console"],
    ]

    /// What of the toolchain a room may use besides the standard library.
    private static let system: [String: [String]] = [
        "Console": [
            "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Dispatch",
            "Synchronization",
        ],
        "chaos": ["Glibc", "Musl", "Darwin"],
        "Studies": ["Foundation", "FoundationEssentials", "Dispatch", "Synchronization"],
        "Sockets": ["Glibc", "Synchronization"],
        "FaultProxies": ["Glibc", "Synchronization"],
        "Subprocesses": ["Glibc", "Synchronization"],
        "Live": ["Glibc", "Dispatch", "Synchronization", "Foundation", "FoundationEssentials"],
    ]

    /// The one folder of Recordings that may use Foundation: reading a file back.
    private static let recordingFile = "Sources/Recordings/Recordings/RecordingFile/"

    func test_everyImportIsAllowed() {
        for file in House.sources {
            guard let room = file.room else { continue }
            var allowed = (Self.rooms[room] ?? []) + (Self.system[room] ?? [])
            if file.path.hasPrefix(Self.recordingFile) {
                allowed += ["Foundation", "FoundationEssentials"]
            }
            for (module, line) in file.imports where !allowed.contains(module) {
                XCTFail("\(file.path):\(line): \(room) must not import \(module)")
            }
        }
    }

    func test_everyRoomIsInTheTable_andInPackage() throws {
        let package = try XCTUnwrap(House.text(of: "Package.swift"))
        let rooms = Set(House.sources.compactMap(\.room))
        XCTAssertEqual(rooms.subtracting(Self.rooms.keys), [], "rooms without a line in the table")
        for (room, imports) in Self.rooms.sorted(by: { $0.key < $1.key }) where room != "chaos" {
            let start = try XCTUnwrap(package.range(of: "name: \"\(room)\", stage:"), room)
            let entry = package[start.upperBound...]
            let list = try XCTUnwrap(entry.range(of: "imports:"), room).upperBound
            XCTAssertEqual(Set(declared(in: entry[list...])), Set(imports), "imports of \(room)")
        }
    }

    /// What `["Scenarios"] + domain, hot: true),` lets a room import.
    private func declared(in text: Substring) -> [String] {
        let ends = [text.range(of: ", hot"), text.range(of: "),\n"), text.range(of: ")\n")]
        let end = ends.compactMap { $0?.lowerBound }.min() ?? text.endIndex
        let list = text[..<end]
        let quoted = list.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        guard list.contains("domain") else { return quoted }
        return quoted + (list.contains("dropLast") ? Self.domain.dropLast() : Self.domain)
    }

    func test_packageHasNoDependencies() throws {
        let package = try XCTUnwrap(House.text(of: "Package.swift"))
        XCTAssertFalse(package.contains(".package("), "Package.swift names a package")
    }
}
