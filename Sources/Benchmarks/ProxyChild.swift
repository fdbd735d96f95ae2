import Chance
import FaultProxies
import Faults
import Foundation
import Sockets
import Timebase

/// Our proxy as a process of its own, so that its time and memory are its own: `Benchmarks relay`,
/// configured by its environment.
enum ProxyChild {
    private static let variables = (server: "RELAY_TO", mode: "RELAY_MODE", delay: "RELAY_DELAY")

    static func start(
        to server: UInt16, mode: String, delayMilliseconds: Int = 0
    ) throws -> (program: PeerProgram, port: UInt16) {
        let program = try PeerProgram(
            [Bundle.main.executablePath!, "relay"],
            environment: [
                variables.server: "\(server)", variables.mode: mode,
                variables.delay: "\(delayMilliseconds)",
            ])
        _ = program.readLine()  // The benchmark's own heading.
        guard let port = UInt16(program.readLine()) else {
            throw PeerProgram.NotInstalled(description: "our proxy did not start")
        }
        return (program, port)
    }

    /// The process: prints its port and serves until its input ends.
    static func run() {
        let environment = ProcessInfo.processInfo.environment
        let server = UInt16(environment[variables.server] ?? "") ?? 0
        let mode: ProxyRoute.Mode = environment[variables.mode] == "http" ? .http : .tcp
        do {
            let fleet = try ProxyFleet(clock: MonotonicClock(), key: Key(seed: 1))
            let upstream = ProxyRoute.Upstream(host: 0, address: .loopback(server))
            let opened = try fleet.open(ProxyRoute(edge: 0, upstreams: [upstream], mode: mode))
            fleet.setServing(true, route: opened.route)
            let delay = Int64(environment[variables.delay] ?? "") ?? 0
            if delay > 0 { fleet.begin(latency(.milliseconds(delay))) }
            print(opened.port)
            fflush(nil)
            while readLine() != nil {}
            fleet.stop()
        } catch {
            print("cannot relay: \(error)")
        }
    }

    private static func latency(_ delay: Timebase.Duration) -> ProxyFault {
        let fault = Fault(
            kind: .latency(delay: .constant(delay), jitter: .zero), on: [], at: .start)
        return ProxyFault(
            window: 0, active: ActiveFault(fault, key: Key(seed: 1)),
            places: [ProxyFault.Place(edge: 0, side: .request)])
    }
}
