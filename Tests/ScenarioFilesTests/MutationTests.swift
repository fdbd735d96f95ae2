import Chance
import ScenarioFiles
import XCTest

/// Reads thousands of damaged scenarios: whatever the text, there is an answer and never a crash.
final class MutationTests: XCTestCase {
    private static let tokens = [
        "{", "}", "[", "]", ",", ":", "\"", "'", "\\", "/*", "*/", "//", "null", "true", "-1", "0",
        "1e999",
        "1e18", "9223372036854775808", "\"99999999999h\"", "\"0s\"", "\"-5s\"", "\"1000%\"",
        "\"*\"",
        "\"-> x\"", "\"load:\"", "\"zone:\"", "\"all\"", "\"a -> b -> c\"", "\"payments[\"",
        "\u{0}", "\n",
        "\u{202E}", "é", "{}", "[]", "[[]]", "0.5", "NaN", "\"unlimited\"", "rate", "inject",
        "\"kill\"",
    ]

    private func mutated(_ text: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var text = text
        for _ in 0...generator.below(3) where text.count > 2 {
            let at = generator.below(text.count)
            switch generator.below(7) {
            case 0: text[at] = UInt8(truncatingIfNeeded: generator.next())
            case 1: text.remove(at: at)
            case 2:
                let end = min(text.count, at + 1 + generator.below(40))
                text.removeSubrange(at..<end)
            case 3: text.insert(contentsOf: line(around: at, in: text), at: at)
            case 4: text.insert(contentsOf: token(&generator), at: at)
            case 5:
                let value = value(around: at, in: text)
                text.replaceSubrange(value, with: token(&generator))
            default:
                let one = value(around: at, in: text)
                let other = value(around: generator.below(text.count), in: text)
                guard one.upperBound <= other.lowerBound else { continue }
                let (left, right) = (Array(text[one]), Array(text[other]))
                text.replaceSubrange(other, with: left)
                text.replaceSubrange(one, with: right)
            }
        }
        return text
    }

    private func token(_ generator: inout Generator) -> [UInt8] {
        Array(Self.tokens[generator.below(Self.tokens.count)].utf8)
    }

    private func line(around at: Int, in text: [UInt8]) -> [UInt8] {
        let start = text[..<at].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return Array(text[start..<(text[at...].firstIndex(of: 0x0A) ?? text.count)])
    }

    /// The run of characters between two of `:,{}[]` or spaces.
    private func value(around at: Int, in text: [UInt8]) -> Range<Int> {
        let stops = Array(":,{}[] \n".utf8)
        let start = text[..<at].lastIndex { stops.contains($0) }.map { $0 + 1 } ?? 0
        let end = text[at...].firstIndex { stops.contains($0) } ?? text.count
        return start..<max(start, end)
    }

    func test_damagedScenarios_areAnsweredWithPlacedProblems() {
        let files = Shop.files.mapValues { Array($0.utf8) }
        var refused = 0
        for round in 0..<4000 {
            var generator = Generator(Key(seed: 7).child(round))
            var damaged = files
            let path = generator.below(2) == 0 ? "shop.json5" : "topologies/shop.json5"
            damaged[path] = mutated(files[path] ?? [], &generator)
            let result = readScenario("shop.json5") { path in
                damaged[path].map { .success($0) } ?? .failure(.missing)
            }
            let text = String(decoding: damaged[path] ?? [], as: UTF8.self)
            switch result {
            case .success(let loaded):
                let again = readScenario("x") { _ in .success(Array(loaded.input.utf8)) }
                guard case .success(let second) = again, second.input == loaded.input else {
                    return XCTFail("round \(round): the merged text does not read back\n\(text)")
                }
            case .failure(let problems):
                refused += 1
                check(problems, round, text)
            }
        }
        XCTAssertGreaterThan(refused, 2000)
    }

    private func check(_ problems: Problems, _ round: Int, _ text: String) {
        XCTAssertGreaterThan(problems.count, 0, "round \(round)\n\(text)")
        for problem in problems.list {
            let sentence = problem.description
            let isPlaced = problem.place.line > 0 && problem.place.column > 0
            let isOneLine = sentence.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control && $0 != "\u{2028}" && $0 != "\u{202E}"
            }
            XCTAssertTrue(isPlaced && isOneLine, "round \(round): \(sentence)\n\(text)")
        }
    }

    func test_damagedOverrides_areAnswered() {
        let flags = [
            "policies.careful.timeout=1s",
            "services.orders.endpoints.\"POST /orders\".steps[0].work=1s",
            "faults.slow.delay={ mean: '1s' }", "load.checkout.rate={ from: 1, to: 2, over: '1s' }",
        ]
        let protections = [
            "retry@orders -> payments", "breaker", "autoscale@payments", "timeout@* -> *",
        ]
        for round in 0..<1500 {
            var generator = Generator(Key(seed: 8).child(round))
            func damage(_ texts: [String]) -> String {
                let text = texts[generator.below(texts.count)]
                return String(decoding: mutated(Array(text.utf8), &generator), as: UTF8.self)
            }
            let overrides = Overrides(set: [damage(flags)], without: [damage(protections)])
            for problem in Shop.problems(overrides: overrides) {
                XCTAssertTrue(problem.hasPrefix("--") || problem.contains(".json5"), problem)
            }
        }
    }
}
