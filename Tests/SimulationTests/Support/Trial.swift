import Recordings
import ScenarioFiles
import Scenarios
import Simulation
import Timebase
import XCTest

/// A scenario and what a run of it left behind, to be asked by name.
struct Trial {
    let scenario: Scenario
    let recording: Recording

    /// Runs a file of `Scenarios/`.
    init(file name: String, seed: UInt64 = 1, as role: Role = .run) throws {
        let folder = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Scenarios")
        let loaded = readScenario("\(name).json5") { path in
            guard let text = try? Data(contentsOf: folder.appendingPathComponent(path)) else {
                return .failure(.missing)
            }
            return .success(Array(text))
        }
        self.init(try loaded.get().scenario, seed: seed, as: role)
    }

    /// Runs a scenario of these parts, each as the format writes it, without the outer braces.
    ///
    /// - Parameter rest: further keys of the topology.
    init(
        services: String, rest: String = "", load: String, faults: String = "",
        monkey: String? = nil, duration: String, warmup: String = "0s", seed: UInt64 = 1,
        as role: Role = .run
    ) throws {
        let monkey = monkey.map { "monkey: { \($0) }," } ?? ""
        try self.init(
            text: """
                { title: "trial", objectives: [], duration: "\(duration)", warmup: "\(warmup)",
                  topology: { name: "trial", \(rest) services: { \(services) } },
                  load: { \(load) }, \(monkey) faults: [ \(faults) ] }
                """, seed: seed, as: role)
    }

    init(text: String, seed: UInt64, as role: Role = .run) throws {
        self.init(try Trial.read(text), seed: seed, as: role)
    }

    init(_ scenario: Scenario, seed: UInt64, as role: Role = .run) {
        self.scenario = scenario
        recording = run(scenario, seed: seed, as: role)
    }

    static func read(_ text: String) throws -> Scenario {
        try readScenario("trial.json5") { path in
            path == "trial.json5" ? .success(Array(text.utf8)) : .failure(.missing)
        }.get().scenario
    }

    // MARK: ledgers, over the whole run or a phase of it

    func stream(_ name: String = "main", during phase: String? = nil) -> StreamLedger.Cell {
        let number = scenario.load.firstIndex { $0.name == name }!
        return recording.streams[number].total(over: cells(phase))
    }

    func edge(_ name: String, during phase: String? = nil) -> EdgeLedger.Cell {
        recording.edges[edgeNumber(name)].total(over: cells(phase))
    }

    func service(_ name: String, during phase: String? = nil) -> Tally<ServiceCounter> {
        ledger(of: name).total(over: cells(phase))
    }

    func ledger(of service: String) -> ServiceLedger {
        recording.services[scenario.topology.service(named: service)!]
    }

    func edgeNumber(_ name: String) -> Int {
        (0..<scenario.edgeCount).first { scenario.edgeName($0) == name }!
    }

    private func cells(_ phase: String?) -> [Int] {
        guard let phase else { return Array(recording.windows.cells.indices) }
        return recording.windows.cells(of: recording.windows.phase(named: phase)!)
    }

    /// The instants of the events that match, in seconds.
    func seconds(of matches: (Event.What) -> Bool) -> [Double] {
        recording.events.filter { matches($0.what) }.map { $0.at.seconds }
    }

    /// The only latency of a stream with one request.
    func latency(_ name: String = "main") -> Timebase.Duration { stream(name).latency.max }
}

/// Counts that are not zero, so that a test says all of a ledger's row and nothing escapes it.
func counts(_ tally: Tally<StreamCounter>) -> [StreamCounter: Int] {
    var found: [StreamCounter: Int] = [:]
    for column in StreamCounter.allCases where tally[column] != 0 { found[column] = tally[column] }
    return found
}

/// The outcomes of calls and attempts that are not zero.
func counts(_ tally: Tally<EdgeCounter>) -> [EdgeCounter: Int] {
    let columns: [EdgeCounter] = [
        .calls, .answered, .fallback, .failedCalls, .rejectedCalls, .attempts, .succeeded, .failed,
        .refused, .reset, .timedOut, .cancelled,
    ]
    var found: [EdgeCounter: Int] = [:]
    for column in columns where tally[column] != 0 { found[column] = tally[column] }
    return found
}
