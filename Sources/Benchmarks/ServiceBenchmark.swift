import Foundation

/// How many requests a core of the reference service answers, beside nginx (`return 200`).
enum ServiceBenchmark {
    private static let scenario = """
        { title: "one service", why: "To be measured.", engine: "subprocess",
          duration: "60s", warmup: "1s", objectives: [],
          topology: { name: "one", services: { api: {
            concurrency: 1000, backlog: 1000, endpoints: { "GET /": [] } } } },
          load: { users: { send: "api GET /", rate: 1 } } }
        """

    static func run() {
        do {
            let park = try ServerPark(modes: [])
            defer { park.stop() }
            let chaos = try ChaosRun(scenario)
            defer { chaos.stop() }
            let instance = try chaos.awaitInstance()
            let servers: [(name: String, port: UInt16, cpu: () -> Double)] = [
                ("nginx", park.ways[0].port, { park.serverSeconds }),
                ("reference service", instance.port, { instance.processorSeconds }),
            ]
            var costs = servers.map { _ in [Double]() }
            for _ in 0..<5 {
                for (place, server) in servers.enumerated() {
                    let before = server.cpu()
                    let load = try ProxyBenchmark.wrk(server.port, connections: 64, seconds: 2)
                    costs[place].append((server.cpu() - before) / load.requests)
                }
            }
            for (server, costs) in zip(servers, costs) {
                let rate = 1 / ProxyBenchmark.median(costs)
                print("\(server.name): \(rounded(rate)) requests/s of one core")
            }
            let ratio = ProxyBenchmark.median(zip(costs[0], costs[1]).map { $0 / $1 })
            print("reference service ÷ nginx: \(ProxyBenchmark.text(ratio))×")
        } catch {
            print("cannot be measured: \(error)")
        }
    }
}
