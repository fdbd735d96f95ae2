import Console
import XCTest

final class ExitStatusTests: XCTestCase {
    func test_worstCounts_inTheOrder4213() {
        XCTAssertEqual(ExitStatus.worst(of: []), .held)
        XCTAssertEqual(ExitStatus.worst(of: [.held, .inconclusive]), .inconclusive)
        XCTAssertEqual(ExitStatus.worst(of: [.inconclusive, .failed, .held]), .failed)
        XCTAssertEqual(ExitStatus.worst(of: [.failed, .misuse, .inconclusive]), .misuse)
        XCTAssertEqual(ExitStatus.worst(of: [.harnessFailed, .misuse, .failed]), .harnessFailed)
        XCTAssertEqual(ExitStatus.worst(of: [.harnessFailed, .interrupted]), .interrupted)
    }

    func test_everyStatusHasAWeight() {
        for status in ExitStatus.allCases {
            XCTAssertEqual(ExitStatus.worst(of: [.held, status]), status)
        }
    }
}
