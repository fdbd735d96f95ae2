import Recordings
import Timebase
import XCTest

final class CutTests: XCTestCase {
    private let fault = FaultLedger(
        origin: .fault(0), inject: "latency", on: "a -> b",
        spans: [.init(from: .start + .seconds(20), to: .start + .seconds(30))],
        over: .start + .seconds(30))

    private func recording() -> Recording {
        Recording(
            engine: "subprocess", seed: 1, duration: .seconds(60), warmup: .seconds(5),
            windows: Windows(duration: .seconds(60), warmup: .seconds(5), faults: [fault]),
            step: .seconds(1), faults: [fault])
    }

    private func spans(_ name: String, _ recording: Recording) -> [FaultLedger.Span] {
        recording.windows.phases.first { $0.name == name }?.spans ?? []
    }

    func test_phasesAndFaultsEnd_whereTheRunWasCutOff() {
        let cut = recording().cut(at: .start + .seconds(25))
        XCTAssertEqual(cut.end, .start + .seconds(25))
        let faults = [
            FaultLedger.Span(from: .start + .seconds(20), to: .start + .seconds(25))
        ]
        XCTAssertEqual(spans("faults", cut), faults)
        XCTAssertEqual(cut.faults[0].spans, faults)
        XCTAssertEqual(cut.faults[0].over, .start + .seconds(25))
        XCTAssertTrue(spans("recovery", cut).allSatisfy { $0.from == $0.to })
        XCTAssertEqual(spans("baseline", cut), spans("baseline", recording()))
        // The ledgers have a cell for each of these, whatever became of the phases.
        XCTAssertEqual(cut.windows.cells, recording().windows.cells)
    }

    func test_nothingChanges_whenTheRunCameToItsEnd() {
        XCTAssertEqual(recording().cut(at: .start + .seconds(60)), recording())
        XCTAssertEqual(recording().end, .start + .seconds(60))
    }
}
