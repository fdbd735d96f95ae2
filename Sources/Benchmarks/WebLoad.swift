import Foundation

/// What wrk made of a server: as many requests as its connections could carry.
struct WebLoad {
    /// Requests a second.
    var rate: Double
    var requests: Double
    var medianMicroseconds: Double

    /// - Parameter core: the only processor that wrk may run on.
    static func wrk(
        _ port: UInt16, connections: Int, seconds: Int, core: Int? = nil
    ) throws -> WebLoad {
        let pinned = core.map { ["taskset", "-c", "\($0)"] } ?? []
        let program = try PeerProgram(
            pinned + [
                "wrk", "-t1", "-c\(connections)", "-d\(seconds)s", "--latency",
                "http://127.0.0.1:\(port)/",
            ])
        let output = program.readAll()
        guard let rate = output.firstMatch(of: /Requests\/sec:\s+(\S+)/).flatMap({ Double($0.1) }),
            let middle = output.firstMatch(of: /\s50%\s+(\S+)/).flatMap({ microseconds($0.1) }),
            let count = output.firstMatch(of: /(\d+) requests in/).flatMap({ Double($0.1) })
        else { throw PeerProgram.NotInstalled(description: "wrk said: \(output)") }
        return WebLoad(rate: rate, requests: count, medianMicroseconds: middle)
    }

    private static func microseconds(_ text: Substring) -> Double? {
        if text.hasSuffix("us") { return Double(text.dropLast(2)) }
        if text.hasSuffix("ms") { return Double(text.dropLast(2)).map { $0 * 1e3 } }
        return text.hasSuffix("s") ? Double(text.dropLast()).map { $0 * 1e6 } : nil
    }
}
