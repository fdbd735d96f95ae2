import Chance
import Faults
import Timebase
import XCTest

/// When faults are on.
final class PlannedFaultTests: XCTestCase {
    private func seconds(_ planned: PlannedFault) -> [[Double]] {
        planned.windows.map { [$0.from.seconds, $0.to.seconds] }
    }

    private func planned(
        _ kind: Fault.Kind, at: Int64, lasts: Int64? = nil, every: Int64? = nil
    ) -> PlannedFault {
        let fault = Fault(
            kind: kind, on: [], at: .start + .seconds(at), lasts: lasts.map { .seconds($0) },
            every: every.map { .seconds($0) })
        return PlannedFault(fault, duration: .seconds(60))
    }

    func test_withoutForItLastsToTheEnd() {
        XCTAssertEqual(seconds(planned(.refuse, at: 10)), [[10, 60]])
        XCTAssertEqual(seconds(planned(.refuse, at: 10, lasts: 100)), [[10, 60]])
        XCTAssertEqual(planned(.refuse, at: 10).over.seconds, 60)
    }

    func test_instantFaultHasFiveSeconds_andIsOverAtOnce() {
        let kill = planned(.kill, at: 10)
        XCTAssertEqual(seconds(kill), [[10, 15]])
        XCTAssertTrue(kill.isInstant)
        XCTAssertEqual(kill.over.seconds, 10)
        XCTAssertFalse(planned(.kill, at: 10, lasts: 3).isInstant)
        XCTAssertEqual(planned(.kill, at: 10, lasts: 3).over.seconds, 13)
    }

    func test_everyStartsItAgain_withinTheRun() {
        let planned = planned(.refuse, at: 10, lasts: 5, every: 20)
        XCTAssertEqual(seconds(planned), [[10, 15], [30, 35], [50, 55]])
        XCTAssertEqual(planned.over.seconds, 55)
    }
}

/// What an active fault does to the attempts it sees.
final class ActiveFaultTests: XCTestCase {
    private func verdicts(_ fault: Fault, of endpoints: [String]) -> [Verdict] {
        var active = ActiveFault(fault, key: Key(seed: 1))
        return endpoints.enumerated().map { number, endpoint in
            active.verdict(endpoint: endpoint, attempt: Key(seed: 2).child(number))
        }
    }

    private func refusal(
        first: Int? = nil, nth: Int? = nil, match: String? = nil
    ) -> Fault {
        Fault(kind: .refuse, on: [], at: .start, first: first, nth: nth, match: match)
    }

    func test_firstAndNthCountWhatMatches() {
        let mixed = ["GET /", "POST /", "GET /", "GET /", "POST /"]
        XCTAssertEqual(
            verdicts(refusal(first: 2), of: mixed), [.refuse, .refuse, .pass, .pass, .pass])
        XCTAssertEqual(
            verdicts(refusal(nth: 2), of: mixed), [.pass, .refuse, .pass, .refuse, .pass])
        XCTAssertEqual(
            verdicts(refusal(nth: 2, match: "GET /"), of: mixed),
            [.pass, .pass, .refuse, .pass, .pass])
        XCTAssertEqual(
            verdicts(refusal(first: 1, match: "POST /"), of: mixed),
            [.pass, .refuse, .pass, .pass, .pass])
    }

    func test_strongerVerdictWins_andDelaysAdd() {
        let rising: [Verdict] = [
            .pass, .delay(.seconds(1)), .error(status: 500), .reset, .refuse, .hold,
        ]
        for (place, weaker) in rising.enumerated() {
            for stronger in rising[(place + 1)...] {
                XCTAssertEqual(weaker.combined(with: stronger), stronger)
                XCTAssertEqual(stronger.combined(with: weaker), stronger)
            }
        }
        XCTAssertEqual(
            Verdict.delay(.seconds(1)).combined(with: .delay(.seconds(2))), .delay(.seconds(3)))
    }
}
