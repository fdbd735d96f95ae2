import Foundation
import XCTest

/// What a result says that every engine must say alike.
struct EngineResult: Decodable {
    struct Scenario: Decodable { var engine: String }
    struct Objective: Decodable {
        var id: String
        var expect: String
        var observed: Double?
        var held: Bool?
    }
    struct Phase: Decodable {
        struct Figures: Decodable {
            struct Latency: Decodable {
                var p50: Double?
                var p99: Double?
            }
            var requests: Int
            var goodputPerS: Double?
            var latencyMs: Latency
        }
        var name: String
        var streams: [String: Figures]
    }
    struct Mechanism: Decodable {
        struct Measure: Decodable {
            var name: String
            var score: Double?
        }
        var kind: String
        var on: String
        var measures: [Measure]
        var name: String { "\(kind)@\(on)" }
    }
    struct Instances: Decodable {
        var service: String
        var max: Int
        var timeline: [[Double]]
        /// The counts of ready instances that it went through.
        var counts: [Double] {
            timeline.map { $0[1] }.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
        }
    }

    var scenario: Scenario
    var verdict: String
    var objectives: [Objective]
    var phases: [Phase]
    var mechanisms: [Mechanism]
    var instances: [Instances]

    /// Keys such as `goodput_per_s` are read as `goodputPerS`.
    init(_ json: Data) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(EngineResult.self, from: json)
    }

    func score(of measure: String, in mechanism: String) -> Double? {
        mechanisms.first { $0.name == mechanism }?.measures.first { $0.name == measure }?.score
    }
}
