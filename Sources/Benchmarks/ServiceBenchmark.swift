import Foundation
import Glibc

/// What the reference service makes of a core, beside nginx in the same minutes, because the
/// machine drifts. Read the ratios.
enum ServiceBenchmark {
    static func speed(rounds: Int = 7) {
        do { try compare(rounds: rounds) } catch { print("cannot be measured: \(error)") }
    }

    /// Both answer 200 with 3 bytes and no steps; wrk has the other core.
    private static func compare(rounds: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "chaos-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let port = try PeerProgram.freePort()
        let nginx = try PeerProgram.webServer(on: port, answering: "ok\n", in: folder)
        defer { nginx.stop() }
        let ours = try ServiceChild.start()
        defer { ours.program.stop() }
        let servers = [("nginx", port, nginx), ("reference service", ours.port, ours.program)]
        for (_, port, _) in servers { try PeerProgram.awaitListener(on: port) }
        try report(servers, rounds: rounds)
    }

    private static func report(
        _ servers: [(name: String, port: UInt16, program: PeerProgram)], rounds: Int
    ) throws {
        var rates = servers.map { _ in [Double]() }
        var perCore = servers.map { _ in [Double]() }
        for _ in 0..<rounds {
            for (place, server) in servers.enumerated() {
                let before = server.program.processorSeconds
                let load = try WebLoad.wrk(server.port, connections: 64, seconds: 2)
                let used = server.program.processorSeconds - before
                rates[place].append(load.rate)
                perCore[place].append(load.requests / used)
            }
        }
        for (place, server) in servers.enumerated() {
            print(
                "\(server.name): \(rounded(ProxyBenchmark.median(rates[place]))) requests/s,",
                terminator: " ")
            print("\(rounded(ProxyBenchmark.median(perCore[place]))) a second of CPU")
        }
        let ratios = zip(perCore[1], perCore[0]).map { $0 / $1 }
        let text = ProxyBenchmark.text(ProxyBenchmark.median(ratios))
        print("reference service ÷ nginx: \(text)× requests a second of CPU")
    }
}
