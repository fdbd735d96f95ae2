// swift-tools-version: 6.2
import PackageDescription

/// A room: one target, one folder below its stage, and the only rooms it may import.
/// `Tests/HouseTests` holds the same table against the `import` lines of the sources.
struct Room {
    let name: String
    let stage: String
    let imports: [String]
    var hot = false
    /// Files that are built in as bytes.
    var embedded: [String] = []
}

let domain = [
    "Timebase", "Chance", "Resilience", "Topologies", "Faults", "Workloads", "Microservices",
]

/// The style sheet and the script of the HTML report.
let pageParts = [
    "page.css", "format.js", "scale.js", "view.js", "plot.js", "gestures.js", "figure.js",
    "strip.js", "page.js",
]

let rooms = [
    Room(name: "Timebase", stage: "Domain", imports: [], hot: true),
    Room(name: "Chance", stage: "Domain", imports: ["Timebase"], hot: true),
    Room(name: "Resilience", stage: "Domain", imports: ["Timebase", "Chance"], hot: true),
    Room(
        name: "Topologies", stage: "Domain", imports: ["Timebase", "Chance", "Resilience"],
        hot: true),
    Room(
        name: "Faults", stage: "Domain",
        imports: ["Timebase", "Chance", "Resilience", "Topologies"], hot: true),
    Room(
        name: "Workloads", stage: "Domain", imports: ["Timebase", "Chance", "Topologies"], hot: true
    ),
    Room(name: "Microservices", stage: "Domain", imports: Array(domain.dropLast()), hot: true),
    Room(name: "Scenarios", stage: "Scenarios", imports: domain),
    Room(name: "ScenarioFiles", stage: "Scenarios", imports: ["Scenarios"] + domain, hot: true),
    Room(
        name: "Recordings", stage: "Recordings",
        imports: ["Timebase", "Chance", "Resilience", "Topologies", "Faults"], hot: true),
    Room(
        name: "Experiments", stage: "Engines", imports: ["Scenarios", "Recordings"] + domain,
        hot: true),
    Room(
        name: "Simulation", stage: "Engines",
        imports: ["Experiments", "Scenarios", "Recordings"] + domain, hot: true),
    Room(name: "Sockets", stage: "Engines", imports: ["CLinux", "Timebase"], hot: true),
    Room(name: "HTTPWire", stage: "Engines", imports: [], hot: true),
    Room(
        name: "FaultProxies", stage: "Engines", imports: ["Sockets", "HTTPWire"] + domain,
        hot: true),
    Room(name: "Subprocesses", stage: "Engines", imports: ["CLinux", "Sockets", "Timebase"]),
    Room(
        name: "Live", stage: "Engines",
        imports: [
            "Experiments", "Sockets", "HTTPWire", "FaultProxies", "Subprocesses", "Scenarios",
            "Recordings",
        ] + domain, hot: true),
    Room(
        name: "Scoring", stage: "Scoring", imports: ["Scenarios", "Recordings"] + domain,
        hot: true),
    Room(
        name: "Studies", stage: "Studies",
        imports: ["Scenarios", "Scoring", "Recordings", "Simulation"] + domain),
    Room(
        name: "Reports", stage: "Reports",
        imports: ["Scoring", "Recordings", "Scenarios"] + domain, hot: true,
        embedded: pageParts.map { "HTML/Page/\($0)" }),
    Room(
        name: "Console", stage: "Console",
        imports: [
            "ScenarioFiles", "Scenarios", "Simulation", "Live", "Studies", "Scoring",
            "Recordings", "Reports",
        ]
            + domain),
]

/// Debug builds of the hot rooms are optimised but keep their assertions, or a simulation would run
/// 50 times slower under `swift test`. CI sets CHAOS_PLAIN_DEBUG once, to hold the bytes of a plain
/// debug build against those of a release build.
let plainDebug = Context.environment["CHAOS_PLAIN_DEBUG"] != nil

func settings(hot: Bool) -> [SwiftSetting] {
    let optimised: [SwiftSetting] = [
        .unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))
    ]
    return [
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("ExistentialAny"),
    ] + (hot && !plainDebug ? optimised : [])
}

func dependencies(_ names: [String]) -> [Target.Dependency] { names.map { .byName(name: $0) } }

let everyRoom = rooms.map(\.name)

/// Folders of test targets that hold files which the tests read by their path.
let dataFolders = [
    "CommandTests": ["Agreement/Scenarios", "Formats/Readers"], "ReportsTests": ["Golden"],
    "SimulationTests": ["Scenarios"],
]

let package = Package(
    name: "chaos",
    products: [.executable(name: "chaos", targets: ["chaos"])],
    targets: rooms.map { room in
        .target(
            name: room.name, dependencies: dependencies(room.imports),
            path: "Sources/\(room.stage)/\(room.name)",
            resources: room.embedded.map { .embedInCode($0) },
            swiftSettings: settings(hot: room.hot),
            linkerSettings: room.name == "Timebase" ? [.linkedLibrary("m")] : [])
    } + [
        // A header: the Linux calls that Swift's Glibc module lacks.
        .target(name: "CLinux", path: "Sources/Engines/CLinux"),
        .executableTarget(
            name: "chaos", dependencies: ["Console"], path: "Sources/Console/chaos",
            swiftSettings: settings(hot: false)),
        .executableTarget(
            name: "Benchmarks", dependencies: dependencies(everyRoom), path: "Sources/Benchmarks",
            swiftSettings: settings(hot: true)),
        .testTarget(
            name: "HouseTests", path: "Tests/HouseTests", swiftSettings: settings(hot: false)),
        .testTarget(
            name: "CommandTests", dependencies: ["chaos"] + dependencies(everyRoom),
            path: "Tests/CommandTests", exclude: dataFolders["CommandTests"] ?? [],
            swiftSettings: settings(hot: false)),
    ]
        + everyRoom.map { name in
            .testTarget(
                name: "\(name)Tests", dependencies: dependencies(everyRoom),
                path: "Tests/\(name)Tests", exclude: dataFolders["\(name)Tests"] ?? [],
                swiftSettings: settings(hot: true))
        },
    swiftLanguageModes: [.v6]
)
