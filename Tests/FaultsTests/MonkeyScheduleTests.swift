import Chance
import Faults
import Timebase
import Topologies
import XCTest

/// The monkey's schedule, drawn before the run.
final class MonkeyScheduleTests: XCTestCase {
    private let topology = Topology(
        name: "zoo", zones: ["a", "b"],
        services: [
            Service(name: "one", replicas: 1, endpoints: []),
            Service(name: "two", replicas: 4, endpoints: []),
            Service(name: "three", replicas: 2, endpoints: []),
        ])
    private let always = Monkey.Inject(kind: .kill)

    private func schedule(seed: UInt64 = 3, _ change: (inout Monkey) -> Void = { _ in }) -> [Fault]
    {
        var monkey = Monkey(
            on: [.service(0, .all), .service(1, .all), .service(2, .all)],
            meanBetween: .seconds(10), inject: [always], from: .start,
            until: .start + .seconds(20_000))
        change(&monkey)
        return monkey.schedule(topology: topology, key: Key(seed: seed))
    }

    private func service(_ fault: Fault) -> Int? {
        if case .service(let service, .index) = fault.on[0] { service } else { nil }
    }

    func test_gapsHaveTheirMean_withinTheWindow() {
        let faults = schedule { monkey in
            monkey.from = .start + .seconds(100)
            monkey.until = .start + .seconds(20_100)
        }
        // 2,000 expected, Poisson: ± 3 · √2000 = 134.
        XCTAssertEqual(Double(faults.count), 2000, accuracy: 134)
        XCTAssertTrue(faults.allSatisfy { $0.at > .start + .seconds(100) })
        XCTAssertTrue(faults.allSatisfy { $0.at < .start + .seconds(20_100) })
    }

    func test_noTwoAreCloserThanTheMinimumGap() {
        let faults = schedule { $0.minGap = .seconds(5) }
        let gaps = zip(faults.dropFirst(), faults).map { $0.at - $1.at }
        XCTAssertGreaterThanOrEqual(gaps.min()!, .seconds(5))
        // The mean of max(5, exponential(10)) is 5 + 10 · e^−½ = 11.07 s: 1,807 faults.
        XCTAssertEqual(Double(faults.count), 1807, accuracy: 100)
        // A gap is cut to the minimum with chance 1 − e^−½ = 39.3 %.
        let cut = Double(gaps.count { $0 == .seconds(5) }) / Double(gaps.count)
        XCTAssertEqual(cut, 0.393, accuracy: 0.035)
    }

    func test_probabilityDecidesOnEachDraw() {
        let faults = schedule { $0.probability = 0.25 }
        XCTAssertEqual(Double(faults.count), 500, accuracy: 67)
    }

    func test_itStopsAfterSoMany() {
        XCTAssertEqual(schedule { $0.maxFaults = 6 }.count, 6)
        XCTAssertEqual(schedule { $0.maxFaults = 6 }, Array(schedule().prefix(6)))
    }

    func test_servicesAreDrawnAlike_andOneInstanceOfEach() {
        let faults = schedule()
        for wanted in 0..<3 {
            let count = Double(faults.count { service($0) == wanted })
            XCTAssertEqual(count / Double(faults.count), 1 / 3, accuracy: 0.035)
        }
        let second = Set(faults.map(\.on).filter { $0 == [.service(1, .index(3))] })
        XCTAssertEqual(second.count, 1)
    }

    func test_instancesAreDrawnAlike_whenTheyAreTheGroup() {
        let faults = schedule { $0.grouping = .instance }
        let count = Double(faults.count { service($0) == 1 })
        XCTAssertEqual(count / Double(faults.count), 4 / 7, accuracy: 0.035)
    }

    func test_zonesAreHitAsAWhole() {
        let faults = schedule { monkey in
            monkey.grouping = .zone
            monkey.on = [.zone(0), .zone(1)]
            monkey.except = [.zone(0)]
        }
        XCTAssertTrue(faults.allSatisfy { $0.on == [.zone(1)] && $0.kind == .kill })
    }

    func test_exceptBeatsOn() {
        let faults = schedule { $0.except = [.service(1, .all), .service(2, .index(0))] }
        XCTAssertTrue(faults.allSatisfy { service($0) != 1 })
        XCTAssertFalse(faults.contains { $0.on == [.service(2, .index(0))] })
        // Instance i stands in zone i mod 2: zone b has instances 1 and 3 of "two", 1 of "three".
        let zone = schedule { $0.except = [.zone(0)] }
        let hit = Set(zone.map { $0.on[0] })
        XCTAssertEqual(
            hit, [.service(1, .index(1)), .service(1, .index(3)), .service(2, .index(1))])
    }

    func test_injectsAreDrawnByWeight() {
        let slow = Fault.Kind.latency(delay: .constant(.seconds(1)), jitter: .zero)
        let faults = schedule {
            $0.inject = [
                Monkey.Inject(kind: .kill, weight: 3),
                Monkey.Inject(kind: slow, lasts: .seconds(5), weight: 1),
            ]
        }
        let kills = Double(faults.count { $0.kind == .kill })
        XCTAssertEqual(kills / Double(faults.count), 0.75, accuracy: 0.03)
        XCTAssertTrue(faults.allSatisfy { ($0.kind == .kill) == ($0.lasts == nil) })
    }

    func test_scheduleDependsOnTheKeyAlone() {
        XCTAssertEqual(schedule(seed: 5), schedule(seed: 5))
        XCTAssertNotEqual(schedule(seed: 5).map(\.at), schedule(seed: 6).map(\.at))
    }
}
