import Experiments
import FaultProxies
import Microservices
import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies

/// Remembers what crossed the edges into and out of the user's programs, so that what their own
/// protections did can be told at the end.
struct ProgramWitness {
    /// The edges whose caller is a program.
    private let edges: [EdgeID]
    /// For each service whether it is a program.
    private let isProgram: [Bool]
    private let callee: [ServiceID]
    /// What came to each instance, by host number.
    private var requests: [Int32: [ProgramTraffic.Request]] = [:]
    /// What each instance attempted, by edge and host number.
    private var attempts: [EdgeID: [Int32: [ProgramTraffic.Attempt]]] = [:]
    /// What was seen of each edge whose caller is a program, once that is told.
    private(set) var sights: [ProtectionObserver.Sight] = []
    private var room = ProgramWitness.mostRecords

    /// Beyond so many records, some 40 MB, the rest of the run is not looked at.
    private static let mostRecords = 1_000_000

    init(_ scenario: Scenario) {
        isProgram = scenario.topology.services.map { service in
            if case .command = service.implementation { true } else { false }
        }
        callee = (0..<scenario.edgeCount).map { scenario.callee(of: $0) }
        let isProgram = isProgram
        edges = scenario.topology.edges.indices.filter {
            isProgram[scenario.topology.edges[$0].from]
        }
    }

    /// Somebody asked somebody, who may be a program.
    mutating func note(_ attempt: AttemptFact, ended: Instant) {
        guard isProgram[callee[Int(attempt.edge)]], attempt.callee >= 0, room > 0 else { return }
        room -= 1
        let gaveUp = attempt.outcome == .timedOut || attempt.outcome == .cancelled
        requests[attempt.callee, default: []].append(
            ProgramTraffic.Request(arrived: attempt.began, ended: ended, gaveUp: gaveUp))
    }

    /// A program asked somebody.
    mutating func note(_ exchange: ExchangeRecord, began: Instant, ended: Instant) {
        guard exchange.caller >= 0, room > 0 else { return }
        room -= 1
        attempts[exchange.edge, default: [:]][exchange.caller, default: []].append(
            ProgramTraffic.Attempt(began: began, ended: ended, outcome: exchange.outcome))
    }

    /// Tells what was seen, once the run is over.
    ///
    /// - Parameter index: of an instance among its service's, by host number.
    mutating func conclude(index: (Int32) -> Int) {
        sights = edges.map { edge in
            let traffic = (attempts[edge] ?? [:]).sorted { $0.key < $1.key }.map { host, own in
                ProgramTraffic(
                    caller: index(host), requests: requests[host] ?? [], attempts: own)
            }
            return ProtectionObserver(edge: edge, traffic: traffic).observe()
        }
    }

    /// Writes it into the recording.
    func testify(to recording: inout Recording) {
        recording.observed = sights.map(\.protection).filter { !$0.isEmpty }
        recording.merge(sights.flatMap(\.events))
    }
}
