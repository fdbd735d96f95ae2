import Foundation
import Glibc

/// What a fault proxy costs that does nothing: beside haproxy, in the same minutes, because the
/// machine drifts. Read the ratios.
enum ProxyBenchmark {
    static func speed() {
        measure {
            let park = try ServerPark()
            defer { park.stop() }
            try throughput(park, rounds: 7)
        }
    }

    /// One connection, with everything on one core: what a proxy adds to a request.
    static func latency() {
        measure {
            let park = try ServerPark()
            defer { park.stop() }
            try park.pin(to: 1)
            try addedLatency(park, rounds: 7)
        }
    }

    private static func measure(_ body: () throws -> Void) {
        do { try body() } catch { print("cannot be measured: \(error)") }
    }

    // MARK: 64 connections

    private static func throughput(_ park: ServerPark, rounds: Int) throws {
        var rates = park.ways.map { _ in [Double]() }
        var costs = park.ways.map { _ in [Double]() }
        for _ in 0..<rounds {
            for (place, way) in park.ways.enumerated() {
                let before = way.proxy?.processorSeconds ?? 0
                let load = try WebLoad.wrk(way.port, connections: 64, seconds: 2)
                let used = (way.proxy?.processorSeconds ?? 0) - before
                rates[place].append(load.rate)
                costs[place].append(used / load.requests * 1e5)
            }
        }
        for (place, way) in park.ways.enumerated() {
            let cost = way.proxy == nil ? "" : ", CPU s per 100,000: \(text(median(costs[place])))"
            print("\(way.name): \(rounded(median(rates[place]))) requests/s\(cost)")
        }
        for place in park.ways.indices.dropFirst(2) {
            // Round by round: what the machine did to one it did to the other.
            let rate = median(zip(rates[place], rates[1]).map { $0 / $1 })
            let cost = median(zip(costs[place], costs[1]).map { $0 / $1 })
            print("\(park.ways[place].name) ÷ haproxy: \(text(rate))× requests/s", terminator: "")
            print(", \(text(cost))× CPU a request")
        }
    }

    // MARK: one connection

    private static func addedLatency(_ park: ServerPark, rounds: Int) throws {
        var medians = park.ways.map { _ in [Double]() }
        for _ in 0..<rounds {
            for (place, way) in park.ways.enumerated() {
                let load = try WebLoad.wrk(way.port, connections: 1, seconds: 1, core: 1)
                medians[place].append(load.medianMicroseconds)
            }
        }
        let direct = median(medians[0])
        for (place, way) in park.ways.enumerated() {
            let added = place == 0 ? "" : ", adds \(text(median(medians[place]) - direct)) µs"
            print("\(way.name): median \(text(median(medians[place]))) µs\(added)")
        }
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted[sorted.count / 2]
    }

    static func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
