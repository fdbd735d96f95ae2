import Foundation
import Sockets
import Timebase

/// How exactly and how cheaply the load generator sends, as a server sees it.
enum LoadBenchmark {
    static func run() {
        do {
            try constantRate(5000, seconds: 10)
            try saturation()
        } catch {
            print("cannot be measured: \(error)")
        }
    }

    private static func scenario(_ port: UInt16, _ demand: String, seconds: Int) -> String {
        """
        { title: "load", why: "To be measured.", engine: "subprocess",
          duration: "\(seconds)s", warmup: "1s", objectives: [],
          topology: { name: "load", services: { web: {
            external: "127.0.0.1:\(port)", endpoints: ["GET /"] } } },
          load: { users: { send: "web GET /", \(demand) } } }
        """
    }

    private static func constantRate(_ rate: Int, seconds: Int) throws {
        let server = try CountingServer()
        defer { server.stop() }
        let demand = "rate: \(rate), arrivals: \"constant\""
        let run = try ChaosRun(scenario(server.port, demand, seconds: seconds))
        defer { run.stop() }
        server.awaitRequest()
        let before = run.processorSeconds
        usleep(UInt32(seconds - 2) * 1_000_000)
        let used = run.processorSeconds - before
        _ = run.readAll()
        let cost = used / Double((seconds - 2) * rate) * 1e5
        print("\(rate)/s, open loop: \(ProxyBenchmark.text(cost)) CPU s per 100,000")
        report(server.arrivals(), rate: rate)
    }

    private static func report(_ arrivals: [Instant], rate: Int) {
        let gap = 1e9 / Double(rate)
        // On its schedule at the best: the request that was the least late sets the beginning.
        let offsets = arrivals.enumerated().map { Double($1.nanoseconds) - Double($0) * gap }
        let least = offsets.min() ?? 0
        let late = offsets.map { ($0 - least) / 1e6 }.sorted()
        func quantile(_ share: Double) -> String {
            ProxyBenchmark.text(late[min(late.count - 1, Int(Double(late.count) * share))])
        }
        print("late as the server sees it: p50 \(quantile(0.5)) ms, p99 \(quantile(0.99)) ms")
        var counts: [Int] = []
        for arrival in arrivals {
            let bin = Int((arrival - arrivals[0]).nanoseconds / 100_000_000)
            while counts.count <= bin { counts.append(0) }
            counts[bin] += 1
        }
        counts.removeLast()  // It is not full.
        let mean = Double(counts.reduce(0, +)) / Double(counts.count)
        let spread = counts.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let deviation = (spread / Double(counts.count)).squareRoot()
        print("requests per 100 ms: mean \(ProxyBenchmark.text(mean))", terminator: "")
        print(", standard deviation \(ProxyBenchmark.text(deviation))")
    }

    /// As fast as 64 users ask who hardly think.
    private static func saturation() throws {
        let server = try CountingServer()
        defer { server.stop() }
        let run = try ChaosRun(scenario(server.port, "users: 64, think: \"1us\"", seconds: 5))
        defer { run.stop() }
        let output = run.readAll()
        let arrivals = server.arrivals()
        guard let first = arrivals.first, let last = arrivals.last else {
            throw PeerProgram.NotInstalled(description: "chaos said: \(output)")
        }
        let rate = Double(arrivals.count) / (last - first).seconds
        print("closed loop, 64 users: \(rounded(rate)) requests/s")
    }
}
