import Resilience
import Scenarios
import Scoring
import Studies
import Timebase
import XCTest

/// Five weaknesses planted in the shop, each found by name and place; none where none is.
final class AdviceTests: XCTestCase {
    func test_print() {
        print(study(Shop.slowPayments(), seed: 1).scorecard.digest)
        print(study(Shop.slowPayments { $0.plant { $0.timeout = .milliseconds(1500)}}, seed: 1).scorecard.digest)
        print(study(Shop.slowPayments { $0.plant { $0.retry?.budget = nil }}, seed: 1).scorecard.digest)
        print(study(Shop.slowPayments { $0.plant { $0.breaker?.openFor = .seconds(600) }}, seed: 1).scorecard.digest)
        print(study(Shop.slowPayments { $0.plant { $0.bulkhead?.concurrent = 200 }}, seed: 1).scorecard.digest)
        print("RUSH")
        print(study(Shop.rush(), seed: 1).scorecard.digest)
        print(study(Shop.rush { $0.topology.services[Shop.orders].autoscale?.every = .seconds(60) }, seed: 1).scorecard.digest)
        print(study(Shop.rush { $0.topology.services[Shop.orders].autoscale?.scaleUp = Autoscaler.Rules(stabilisation: .seconds(0), steps: [Autoscaler.Step(.instances(1), per: .seconds(60))]) }, seed: 1).scorecard.digest)
        print("BARE")
        print(study(Shop.slowPayments { $0.plant { $0 = .none } }, seed: 1).scorecard.digest)
    }
}
