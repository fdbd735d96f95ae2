import Recordings
import Scenarios
import Timebase
import Topologies

/// How many of the callers of an edge had their breaker open or half-open, over time.
struct BreakerHistory {
    let edge: EdgeID
    /// The most callers there were at once.
    let callers: Int
    let openings: Int
    /// The shares of open and of half-open breakers.
    let steps: Staircase

    var moved: Bool { openings > 0 || steps.steps.count > 1 }

    /// The history of every edge whose calls have a breaker.
    static func all(in input: ReportInput) -> [BreakerHistory] {
        (0..<input.scenario.edgeCount).filter { input.scenario.hasBreaker(on: $0) }.map {
            BreakerHistory($0, in: input)
        }
    }

    private init(_ edge: EdgeID, in input: ReportInput) {
        self.edge = edge
        let scenario = input.scenario
        let caller = scenario.caller(of: edge)
        let counts = caller.map { input.run.services[$0].instances.map(\.ready) } ?? []
        let callers =
            scenario.stream(ofEntry: edge).map { scenario.load[$0].clients }
            ?? max(1, counts.max() ?? 1)
        var states = States()
        var openings = 0
        var steps = [Staircase.Step(at: .start, values: [0, 0])]
        for event in input.run.events {
            switch event.what {
            case .breakerOpened(edge, let caller):
                states.set(.open, caller)
                openings += 1
            case .breakerHalfOpened(edge, let caller): states.set(.halfOpen, caller)
            case .breakerClosed(edge, let caller): states.set(.closed, caller)
            // A breaker's state goes with the instance that holds it.
            case .instanceDied(let service, let instance) where service == caller:
                states.set(.closed, instance)
            default: continue
            }
            let shares = [states.open, states.halfOpen].map { min(1, Double($0) / Double(callers)) }
            steps.append(.init(at: event.at, values: [shares[0], min(shares[1], 1 - shares[0])]))
        }
        self.callers = callers
        self.openings = openings
        self.steps = Staircase(steps)
    }

    /// The state of each caller's breaker, and how many are in each.
    private struct States {
        enum State { case closed, halfOpen, open }
        private var states: [State] = []
        private(set) var open = 0
        private(set) var halfOpen = 0

        mutating func set(_ state: State, _ caller: Int) {
            while states.count <= caller { states.append(.closed) }
            count(states[caller], -1)
            count(state, 1)
            states[caller] = state
        }

        private mutating func count(_ state: State, _ change: Int) {
            switch state {
            case .closed: break
            case .halfOpen: halfOpen += change
            case .open: open += change
            }
        }
    }
}

extension Scenario {
    /// Whether any call over an edge is made under a policy with a breaker.
    func hasBreaker(on edge: EdgeID) -> Bool {
        func hasBreaker(_ policy: PolicyID?) -> Bool {
            policy.map { topology.policies[$0].policy.breaker != nil } ?? false
        }
        if let stream = stream(ofEntry: edge) { return hasBreaker(load[stream].policy) }
        var found = false
        for endpoint in topology.services[topology.edges[edge].from].endpoints {
            for step in endpoint.steps {
                step.visit { step in
                    guard case .call(let call) = step, call.to.service == callee(of: edge) else {
                        return
                    }
                    found = found || hasBreaker(call.policy)
                }
            }
        }
        return found
    }
}
