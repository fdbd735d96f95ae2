import Foundation
import Sockets
import Timebase

/// How exactly an injected delay of 100 ms is kept: never less, and hardly more.
enum DelayBenchmark {
    static func run() {
        do {
            for mode in ["http", "tcp"] {
                let park = try ServerPark(modes: [mode], delayMilliseconds: 100)
                defer { park.stop() }
                try measure(park.ways[1].name, park.ways[1].port)
            }
            // What the machine allows: a server that waits as long by a timer and nothing else.
            let bare = try CountingServer.start(delayMilliseconds: 100)
            try measure("a bare timer", bare.port)
            _ = bare.program.finish()
        } catch {
            print("cannot be measured: \(error)")
        }
    }

    private static func measure(_ name: String, _ port: UInt16) throws {
        try measure(name, port, rate: 50, connections: 64, seconds: 20)
        try measure(name, port, rate: 5000, connections: 1000, seconds: 10)
    }

    private static func measure(
        _ name: String, _ port: UInt16, rate: Int, connections: Int, seconds: Int
    ) throws {
        let load = try ConstantLoad(
            to: port, rate: rate, connections: connections, count: rate * seconds)
        load.run()
        let times = load.milliseconds.sorted()
        func quantile(_ share: Double) -> String {
            let place = min(times.count - 1, Int(Double(times.count) * share))
            return ProxyBenchmark.text(times[place])
        }
        let early = times.count { $0 < 100 }
        let quantiles = [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999), ("most", 1)]
            .map { "\($0.0) \(quantile($0.1))" }.joined(separator: ", ")
        print("\(name), \(rate)/s over \(connections) connections:", terminator: " ")
        print("least \(quantile(0)) ms, \(quantiles); \(early) of \(times.count) early")
    }
}
