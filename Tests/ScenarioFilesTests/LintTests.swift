import Foundation
import ScenarioFiles
import XCTest

/// Each lint has a file in `Lints/` that fires it and no other, and a near miss, which differs from
/// that in one number or word, that is silent.
final class LintTests: XCTestCase {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Lints")

    /// What `check` says of each file, without the file's name and the lint's id.
    private static let sentences = [
        "bare-call": """
        7:17: a call web -> db has no timeout and no retry. Name a policy, or it waits as long \
        as the callee does.
        """,
        "short-timeout": """
        9:20: the timeout of gateway -> orders is "500ms", but orders GET /orders can take \
        3 × 200ms + back-offs of 100ms + 10ms of other steps = 710ms while payments hangs. It \
        goes on trying for somebody who has gone: wait longer, let it try less, or hand on a \
        deadline.
        """,
        "idle-timeout": """
        9:20: the timeout is "2s", but the whole call has a deadline of "1s": it never comes. \
        Make the timeout shorter, or leave it to the deadline.
        """,
        "nested-retries": """
        14:17: retries multiply over 2 layers: 2 (edge -> api) × 3 (api -> storage) = 6 \
        attempts at storage a request. Retry at one layer, or give the retries a budget.
        """,
        "unsafe-retry": """
        9:37: shop -> payments retries POST /charges on timeout, which may have had its \
        effect, and payments POST /charges is not idempotent. Say idempotent: true if asking \
        twice does no harm, or retry on refused alone.
        """,
        "unsafe-hedge": """
        9:18: shop -> payments sends copies of POST /charges, and payments POST /charges is not \
        idempotent. Say idempotent: true if asking twice does no harm, or take the hedge out.
        """,
        "starved-breaker": """
        10:20: the breaker of web -> db can never open: 30 calls/s ÷ 3 callers × a window of \
        5s = 50 calls, at random hardly ever 83, of the 100 that it needs. Lower minimumCalls, \
        or make the window longer.
        """,
        "wide-bulkhead": """
        10:35: the bulkhead of web -> db lets 25 calls through, but db works on 8 slots × 3 \
        instances = 24 at once, and there are 2 callers. Those beyond it wait in the callee's \
        backlog: make concurrent smaller.
        """,
        "long-stabilisation": """
        9:32: scaleDown.window of web is "5m" and the run lasts "5m": it never shrinks. Make \
        the window shorter or the run longer.
        """,
        "dependent-liveness": """
        9:24: the livenessProbe of api asks GET /live, which calls db: 3 × 10s = 30s after db \
        fails, every instance of api is restarted. A restart heals no dependency: let liveness \
        ask /health.
        """,
        "slow-constant": """
        10:31: openFor is "41s", but after broken the run lasts only "40s". What needs it is \
        not judged: make it shorter or the run longer.
        """,
    ]

    private func warnings(_ file: String) throws -> [Problem] {
        try readScenario(file) { path in
            let text = try? Data(contentsOf: Self.folder.appendingPathComponent(path))
            return text.map { .success(Array($0)) } ?? .failure(.missing)
        }.get().warnings
    }

    func test_itsFileFiresEachLintAlone_withTheArithmetic() throws {
        for lint in Lint.all {
            let file = "\(lint.id).json5"
            let sentence = try XCTUnwrap(Self.sentences[lint.id], lint.id)
            XCTAssertEqual(
                try warnings(file).map(\.description), ["\(file):\(sentence) [\(lint.id)]"])
        }
    }

    func test_aNearMissIsSilent() throws {
        for lint in Lint.all {
            XCTAssertEqual(try warnings("\(lint.id)-near.json5").map(\.description), [], lint.id)
        }
    }

    func test_everyFileBelongsToALint() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        let known = Lint.all.flatMap { ["\($0.id).json5", "\($0.id)-near.json5"] }
        XCTAssertEqual(files, known.sorted())
        XCTAssertEqual(Self.sentences.count, Lint.all.count)
    }

    func test_idsAreWordsInSmallLetters_eachOnce() {
        let ids = Lint.all.map(\.id)
        XCTAssertEqual(Set(ids).count, ids.count)
        for id in ids {
            XCTAssertTrue(id.allSatisfy { $0 == "-" || ($0 >= "a" && $0 <= "z") }, id)
        }
    }

    func test_theReferenceHasAHeadingForEachLint() {
        let lines = formatReference().split(separator: "\n")
        for lint in Lint.all { XCTAssertTrue(lines.contains("### \(lint.id)"), lint.id) }
    }
}
