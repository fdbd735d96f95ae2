import Foundation
import Glibc
import Live
import Recordings
import Scenarios
import Timebase
import Topologies
import Workloads

/// What the load generator costs, how fast it is, and how well it keeps to its schedule: a run of
/// the subprocess engine whose only service is a server beside it.
enum LoadBenchmark {
    private static let chaos = Bundle.main.executableURL!.deletingLastPathComponent()
        .appending(path: "chaos").path(percentEncoded: false)

    static func run() {
        do {
            for _ in 0..<3 {
                let bare = try bareLoop()
                let ours = try steady()
                print("  bare loop: \(text(bare)), ours ÷ bare: \(text(ours / bare))×")
            }
            for _ in 0..<3 { try saturated() }
        } catch {
            print("cannot be measured: \(error)")
        }
    }

    private static let rate = 5000
    private static let seconds = 10

    /// What the kernel alone asks for: the same load from nothing but a loop, a timer and sockets.
    ///
    /// - Returns: CPU s per 100,000 requests.
    private static func bareLoop() throws -> Double {
        let server = try CountingServer.start()
        let before = processorSeconds
        let load = try ConstantLoad(
            to: server.port, rate: rate, connections: 64, count: rate * seconds)
        load.run()
        let used = processorSeconds - before
        _ = server.program.finish()
        return used / Double(load.milliseconds.count) * 1e5
    }

    /// 5,000 a second for 10 s.
    ///
    /// - Returns: CPU s per 100,000 requests.
    private static func steady() throws -> Double {
        let load = try measure(.open(.constant(Double(rate)), .constant), seconds: seconds)
        let requests = Double(rate * seconds)
        let quantiles = load.lateness.quantiles([0.5, 0.99, 0.999]).map { microseconds($0!) }
        print("\(rate)/s for \(seconds) s: \(load.succeeded) succeeded,", terminator: " ")
        print("CPU s per 100,000: \(text(load.processorSeconds / requests * 1e5))")
        print("  late by \(quantiles[0]) µs median, \(quantiles[1]) p99,", terminator: " ")
        print("\(quantiles[2]) p99.9, \(microseconds(load.lateness.max)) most")
        let latency = load.latency.quantiles([0.5, 0.99]).map { microseconds($0!) }
        print("  answered in \(latency[0]) µs median, \(latency[1]) p99, from the due instant")
        let slots = load.counts.dropFirst().dropLast()
        print("  by 100 ms at the server: deviation \(text(deviation(slots))) of \(rate / 10)")
        return load.processorSeconds / requests * 1e5
    }

    /// 64 users who do not think, as the console runs them, which follows their requests, and not.
    private static func saturated() throws {
        let seconds = 4
        for isTraced in [true, false] {
            let load = try measure(
                .closed(users: 64, think: .constant(.zero)), seconds: seconds, isTraced: isTraced)
            let rate = Double(load.succeeded) / Double(seconds)
            let cost = load.processorSeconds / Double(load.succeeded) * 1e5
            print("64 users without a pause, \(isTraced ? "" : "not ")followed:", terminator: " ")
            print("\(rounded(rate)) requests/s, CPU s per 100,000: \(text(cost))")
        }
    }

    private struct Measured {
        var succeeded: Int
        var processorSeconds: Double
        var lateness: Histogram
        var latency: Histogram
        /// What the server saw, by 100 ms.
        var counts: [Int]
    }

    private static func measure(
        _ demand: LoadStream.Demand, seconds: Int, isTraced: Bool = true
    ) throws -> Measured {
        let server = try CountingServer.start()
        var options = LiveOptions(executable: chaos)
        options.isTraced = isTraced
        let before = processorSeconds
        let run = try measuredRun(
            scenario(demand, server.port, seconds: seconds), seed: 1, options: options)
        let used = processorSeconds - before
        let counts = server.program.finish().split(whereSeparator: \.isWhitespace)
            .compactMap { Int($0) }
        var latency = Histogram()
        var succeeded = 0
        for cell in run.recording.streams[0].cells {
            latency += cell.latency
            succeeded += Int(cell.tally[.succeeded])
        }
        return Measured(
            succeeded: succeeded, processorSeconds: used, lateness: run.lateness,
            latency: latency, counts: Array(counts.drop { $0 == 0 }))
    }

    private static func scenario(
        _ demand: LoadStream.Demand, _ port: UInt16, seconds: Int
    ) -> Scenario {
        let server = Service(
            name: "server",
            implementation: .external(ExternalAddress(host: "127.0.0.1", port: Int(port))),
            endpoints: [Endpoint(name: "GET /", steps: [])])
        let load = LoadStream(
            name: "users", send: EndpointReference(service: 0, endpoint: 0), demand: demand)
        return Scenario(
            title: "load", topology: Topology(name: "server", services: [server]),
            engine: .subprocess, duration: .seconds(Int64(seconds)), load: [load])
    }

    /// User and system time of this process so far.
    private static var processorSeconds: Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func deviation(_ counts: ArraySlice<Int>) -> Double {
        let mean = Double(counts.reduce(0, +)) / Double(counts.count)
        let squares = counts.map { (Double($0) - mean) * (Double($0) - mean) }.reduce(0, +)
        return (squares / Double(counts.count)).squareRoot()
    }

    private static func microseconds(_ time: Timebase.Duration) -> Int {
        Int((Double(time.nanoseconds) / 1e3).rounded())
    }

    private static func text(_ value: Double) -> String { ProxyBenchmark.text(value) }
}
