import Foundation
import Live
import Topologies

/// A reference service as a process of its own, so that its time is its own: `Benchmarks
/// reference`.
enum ServiceChild {
    static func start() throws -> (program: PeerProgram, port: UInt16) {
        let program = try PeerProgram([Bundle.main.executablePath!, "reference"])
        _ = program.readLine()  // The benchmark's own heading.
        guard let port = UInt16(program.readLine()) else {
            throw PeerProgram.NotInstalled(description: "the reference service did not start")
        }
        return (program, port)
    }

    /// The process: prints its port and serves until its input ends.
    static func run() {
        let service = Service(
            name: "service", concurrency: nil, endpoints: [Endpoint(name: "GET /", steps: [])])
        do {
            let station = try StationThread(Topology(name: "one", services: [service]))
            print(station.ports[0])
            fflush(nil)
            while readLine() != nil {}
            station.stop()
        } catch {
            print("cannot serve: \(error)")
        }
    }
}
