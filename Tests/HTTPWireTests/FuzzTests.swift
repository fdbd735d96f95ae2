import Chance
import HTTPWire
import XCTest

/// Mutated connections: a reader never traps, never stalls, and says the same however they are cut.
/// ``Transcript`` asserts on the way that events and consumption are bounded.
final class FuzzTests: XCTestCase {
    private static let rounds = 60_000
    /// Small, so that mutations meet them.
    private static let limits = HTTPLimits(line: 70, section: 160, fields: 4, body: 12)
    private static let spice: [[UInt8]] = [
        [0], [9], [10], [13], [13, 10], [32], [58], [59], [44], [127], [255],
        Array("0".utf8), Array("F".utf8), Array("\r\n\r\n".utf8), Array("HTTP/1.0".utf8),
        Array("Content-Length: 4\r\n".utf8), Array("Transfer-Encoding: chunked\r\n".utf8),
        Array("Connection: close\r\n".utf8), Array("7fffffffffffffff".utf8),
    ]

    func test_mutatedRequests_areReadTheSame_howeverCut() {
        for seed in 0..<Self.rounds {
            var generator = Generator(Key(seed: UInt64(seed)))
            let text = Corpus.requests[generator.below(Corpus.requests.count)]
            let bytes = mutated(Array(text.utf8), &generator)
            let cuts = cuts(of: bytes, &generator)
            let whole = Transcript.requests(bytes, limits: Self.limits)
            let cut = Transcript.requests(bytes, cuts: cuts, limits: Self.limits)
            XCTAssertEqual(cut.lines, whole.lines, "seed \(seed), cuts \(cuts)")
        }
    }

    func test_mutatedResponses_areReadTheSame_howeverCut() {
        for seed in 0..<Self.rounds {
            var generator = Generator(Key(seed: UInt64(seed)))
            let text = Corpus.responses[generator.below(Corpus.responses.count)].text
            let bytes = mutated(Array(text.utf8), &generator)
            let methods: [HTTPMethod] = (0..<3).map { _ in
                [.get, .head, .connect, .post][generator.below(4)]
            }
            let cuts = cuts(of: bytes, &generator)
            let whole = Transcript.responses(bytes, to: methods, limits: Self.limits)
            let cut = Transcript.responses(bytes, to: methods, cuts: cuts, limits: Self.limits)
            XCTAssertEqual(cut.lines, whole.lines, "seed \(seed), cuts \(cuts)")
        }
    }

    func test_mutations_meetEveryProblem() {
        var met: Set<String> = []
        for seed in 0..<Self.rounds {
            var generator = Generator(Key(seed: UInt64(seed)))
            let text = Corpus.requests[generator.below(Corpus.requests.count)]
            let bytes = mutated(Array(text.utf8), &generator)
            let lines = Transcript.requests(bytes, limits: Self.limits).lines
            met.formUnion(lines.filter { $0.hasPrefix("failed ") }.map { String($0.dropFirst(7)) })
        }
        let never: Set<HTTPProblem> = [.unexpectedResponse]
        for problem in HTTPProblem.allCases where !never.contains(problem) {
            XCTAssertTrue(met.contains("\(problem)"), "no mutation led to: \(problem)")
        }
    }

    private func mutated(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<generator.below(4) + 1 {
            let place = generator.below(bytes.count)
            switch generator.below(5) {
            case 0: bytes[place] = UInt8(generator.below(256))
            case 1: bytes.remove(at: place)
            case 2:
                bytes.insert(contentsOf: Self.spice[generator.below(Self.spice.count)], at: place)
            case 3:  // A piece of it again, elsewhere.
                let end = min(bytes.count, place + generator.below(40))
                bytes.insert(contentsOf: bytes[place..<end], at: generator.below(bytes.count))
            default: bytes.removeLast(generator.below(min(8, bytes.count)))
            }
            if bytes.isEmpty { return [0] }
        }
        return bytes
    }

    private func cuts(of bytes: [UInt8], _ generator: inout Generator) -> [Int] {
        (0..<generator.below(6)).map { _ in generator.below(bytes.count + 1) }.sorted()
    }
}
