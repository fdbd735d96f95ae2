import Scenarios

/// What `check` warns about in a scenario that may run all the same: what every ``Lint`` found.
struct Warnings {
    let wiring: Wiring

    init(_ scenario: Scenario, calls: [TopologyReader.Call]) {
        wiring = Wiring(scenario, calls: calls)
    }

    /// In reading order, each with the id of its lint.
    func list() -> [Problem] {
        var seen: Set<Problem> = []
        let found = Lint.all.flatMap { lint in
            lint.find(wiring).map { problem in
                var problem = problem
                problem.lint = lint.id
                return problem
            }
        }
        return found.filter { seen.insert($0).inserted }.inReadingOrder()
    }
}
