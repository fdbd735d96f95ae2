import Experiments
import XCTest

/// What meters gained between two readings.
final class ReadingTests: XCTestCase {
    private func reading(_ busy: Int64, inFlight: Int64) -> Reading {
        var reading = Reading(serviceCount: 1, edgeCount: 1)
        reading.services[0][0] = busy
        reading.edges[0].inFlightTime = inFlight
        return reading
    }

    /// The second boundary is read late, after a call that began behind it: the integral of what is
    /// in flight then stands lower at the boundary than before.
    func test_nothingIsTakenAway_whereAMeterStandsLowerThanBefore_andNothingIsCountedTwice() {
        var last = reading(0, inFlight: 0)
        let gains = [
            reading(5, inFlight: 100), reading(5, inFlight: 70), reading(9, inFlight: 130),
        ]
        .map { $0.gain(since: &last) }
        XCTAssertEqual(gains.map { $0.edges[0].inFlightTime }, [100, 0, 30])
        XCTAssertEqual(gains.map { $0.services[0][0] }, [5, 0, 4])
    }
}
