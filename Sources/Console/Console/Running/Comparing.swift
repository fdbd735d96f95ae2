import ScenarioFiles
import Scenarios
import Scoring
import Simulation
import Studies

/// Holds a result against an earlier one, and simulates again what they do not hold.
struct Comparing {
    /// So many seeds are simulated where the results hold too few.
    private static let seeds = 20
    /// A result that claims more seeds than this is not simulated on all of them.
    private static let most = 10_000

    let old: ResultInput
    let new: ResultInput
    /// Whether they may differ in more than the system.
    let isAcross: Bool
    let terminal: Terminal

    /// - Throws: ``Failure`` with ``ExitStatus/misuse`` when they ask different questions, or when
    ///   one is of another version and cannot be simulated again.
    func comparison() throws(Failure) -> Comparison {
        if !isAcross { try checkQuestion() }
        let (olds, news) = try (current(old), current(new))
        var comparison = compare(old: olds, new: news)
        let isSettled = comparison.lines.allSatisfy { $0.finding == .unchanged }
        if case .tooFew = comparison.basis, !isSettled, canSimulate {
            let again = try simulated(olds, news)
            comparison = compare(old: again.old, new: again.new)
        }
        comparison.against = old.name
        return comparison
    }

    /// Reality cannot be run again.
    private var canSimulate: Bool {
        [old, new].allSatisfy {
            $0.engine == Scenario.Engine.simulate.rawValue && $0.input != nil
        }
    }

    /// The figures of a result as this version of the tool finds them.
    private func current(_ result: ResultInput) throws(Failure) -> SeedSeries {
        if let series = result.series, result.version == toolVersion { return series }
        guard result.engine == Scenario.Engine.simulate.rawValue, let input = result.input else {
            throw .misuse(
                "\(escaped(result.name, limit: 400)) was made by chaos "
                    + "\(escaped(result.version)), this is \(toolVersion); it cannot be run again, "
                    + (result.input == nil
                        ? "for it does not hold its input" : "for its engine is \(result.engine)"),
                hint: "compare them with the version that made both, or make it again")
        }
        let count = min(Self.most, result.series?.seeds.count ?? 1)
        return try simulate(input, of: result, from: result.series?.seeds.first, count: count)
    }

    /// Both on the same seeds: those that one of them holds if they are enough, else 20.
    private func simulated(
        _ olds: SeedSeries, _ news: SeedSeries
    ) throws(Failure) -> (old: SeedSeries, new: SeedSeries) {
        guard let oldInput = old.input, let newInput = new.input else { return (olds, news) }
        let least = Comparison.leastSeeds(forGauges: news.rows.count)
        if let seeds = news.span(atLeast: least, atMost: Self.most) {
            let again = try simulate(oldInput, of: old, from: seeds.first, count: seeds.count)
            return (again, news)
        }
        if let seeds = olds.span(atLeast: least, atMost: Self.most) {
            let again = try simulate(newInput, of: new, from: seeds.first, count: seeds.count)
            return (olds, again)
        }
        let count = max(Self.seeds, least)
        return (
            try simulate(oldInput, of: old, from: news.seeds.first, count: count),
            try simulate(newInput, of: new, from: news.seeds.first, count: count)
        )
    }

    private func simulate(
        _ input: SyntaxTree, of result: ResultInput, from first: UInt64?, count: Int
    ) throws(Failure) -> SeedSeries {
        terminal.progress("running \(count) seeds of \(escaped(result.name, limit: 200))")
        defer { terminal.progress("") }
        let bytes = Array(input.text().utf8)
        switch readScenario("input", load: { _ in .success(bytes) }) {
        case .success(let loaded):
            let first = first ?? loaded.scenario.seed
            return SeedSeries(sampleSeeds(loaded.scenario, from: first, count: count))
        case .failure(let problems):
            throw .misuse(
                "the input that \(escaped(result.name, limit: 400)) holds is none that chaos "
                    + "\(toolVersion) can run:\n\(problems)",
                hint: "run its scenario again")
        }
    }
}

extension Comparing {
    /// What both must have alike: who calls what how often, what goes wrong when, for how long, and
    /// what must hold. The topology and its policies are what a comparison is about.
    private static let question = [
        "duration", "warmup", "steady", "load", "faults", "monkey", "objectives",
    ]

    private func checkQuestion() throws(Failure) {
        var differing: [String] = []
        for result in [old, new] where result.input == nil {
            throw .misuse(
                "\(escaped(result.name, limit: 400)) does not hold its input, so it cannot be seen "
                    + "whether both results are of the same load, faults and objectives",
                hint: "compare them all the same with --across")
        }
        if old.engine != new.engine { differing.append("engine") }
        differing += Self.question.filter { key in
            old.input?[key]?.question(key) != new.input?[key]?.question(key)
        }
        guard !differing.isEmpty else { return }
        throw .misuse(
            "\(escaped(old.name, limit: 400)) and \(escaped(new.name, limit: 400)) ask different "
                + "questions: they differ in \(differing.joined(separator: ", "))",
            hint: "compare them all the same with --across, or make the old result again")
    }
}

extension SyntaxTree {
    /// The text of a part of a scenario, without what changes no run: every `why`, and the policies
    /// of a load, which belong to the system.
    fileprivate func question(_ key: String) -> String {
        switch key {
        case "load": parts { $0.without(["policy"]) }.text()
        case "faults", "objectives": parts { $0.without(["why"]) }.text()
        default: text()
        }
    }

    /// With each of its elements, or of the values of its members, changed.
    private func parts(_ change: (SyntaxTree) -> SyntaxTree) -> SyntaxTree {
        var copy = self
        switch value {
        case .array(let elements): copy.value = .array(elements.map(change))
        case .object(let members):
            copy.value = .object(
                members.map { member in
                    var member = member
                    member.value = change(member.value)
                    return member
                })
        default: break
        }
        return copy
    }

    /// Without some of its own keys.
    private func without(_ keys: [String]) -> SyntaxTree {
        guard case .object(let members) = value else { return self }
        var copy = self
        copy.value = .object(members.filter { !keys.contains($0.key) })
        return copy
    }
}

extension SeedSeries {
    /// The seeds from the first to the last, if it holds enough of them; nil else.
    fileprivate func span(atLeast least: Int, atMost most: Int) -> (first: UInt64, count: Int)? {
        guard let first = seeds.first, let last = seeds.last, seeds.count >= least,
            last &- first < UInt64(most)
        else { return nil }
        return (first, Int(last &- first) + 1)
    }
}
