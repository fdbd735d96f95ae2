import Chance
import ScenarioFiles
import XCTest

/// The most attempts that are warned of, against a walk up every way there is.
final class RetryTowerPropertyTests: XCTestCase {
    /// A call of a random graph: services call later ones only, so there is no circle.
    private struct Call {
        var from: Int
        var to: Int
        var attempts: Int
        var isOptional: Bool
        var retriesAnswers: Bool

        /// Its words, as the format writes them.
        var text: String {
            let on = retriesAnswers ? #"["5xx"]"# : #"["refused"]"#
            let policy =
                attempts > 1
                ? "{ retry: { attempts: \(attempts), on: \(on) } }" : #"{ timeout: "1h" }"#
            return "{ call: \"s\(to) GET /\", policy: \(policy), optional: \(isOptional) }"
        }
    }

    private func graph(_ generator: inout Generator) -> [Call] {
        var calls: [Call] = []
        for from in 0..<6 {
            for to in (from + 1)..<7 where generator.happens(0.4) {
                calls.append(
                    Call(
                        from: from, to: to, attempts: 1 + generator.below(3),
                        isOptional: generator.happens(0.2),
                        retriesAnswers: generator.happens(0.8)))
            }
        }
        return calls
    }

    /// Attempts of a call for one request: its own times those of the best caller that sees it. Who
    /// retries refusals alone passes on what its callee answers.
    private func attempts(_ call: Call, isSeenAs own: Int, _ calls: [Call]) -> Int {
        guard !call.isOptional else { return own }
        let above = calls.filter { $0.to == call.from }.map {
            attempts($0, isSeenAs: $0.retriesAnswers ? $0.attempts : 1, calls)
        }
        return own * (above.max() ?? 1)
    }

    private func warnedOf(_ calls: [Call]) throws -> Int? {
        let services = (0..<7).map { service in
            let steps = calls.filter { $0.from == service }.map(\.text).joined(separator: ", ")
            return "s\(service): { endpoints: { \"GET /\": [\(steps)] } },"
        }
        let text = """
            { title: "t", duration: "60s", objectives: [],
              load: { main: { send: "s0 GET /", rate: 1 } },
              topology: { services: { \(services.joined(separator: "\n")) } } }
            """
        let warnings = try Shop.read("x", ["x": text]).get().warnings
        return warnings.filter { $0.lint == "nested-retries" }.compactMap { warning in
            let words = warning.found.components(separatedBy: " = ").last?.split(separator: " ")
            return words.flatMap { Int($0[0]) }
        }.max()
    }

    func test_theHighestTowerIsFound_amongAllWaysOfManyGraphs() throws {
        var warned = 0
        for seed in 0..<UInt64(400) {
            var generator = Generator(Key(seed: seed))
            let calls = graph(&generator)
            let most = calls.map { attempts($0, isSeenAs: $0.attempts, calls) }.max() ?? 1
            XCTAssertEqual(try warnedOf(calls), most > 4 ? most : nil, "seed \(seed)")
            if most > 4 { warned += 1 }
        }
        XCTAssertTrue((100...350).contains(warned), "\(warned) of 400 are warned of")
    }
}
