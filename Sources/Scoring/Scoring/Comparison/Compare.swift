/// Holds a new series against an old one.
///
/// A gauge changed when both are so: chance alone would have shown this rarely (``SignedRankTest``
/// over the same seeds, ``RankSumTest`` over others, all gauges together at most in
/// ``Comparison/falseAlarms`` of cases), and its median moved by ``Gauge/Unit/leastChange(from:)``.
public func compare(old: SeedSeries, new: SeedSeries) -> Comparison {
    let meeting = Meeting(old, new)
    let pairs = new.rows.compactMap { row in
        old.rows.first { $0.gauge.isSame(as: row.gauge) }.map { (old: $0, new: row) }
    }
    var lines = pairs.map { meeting.line($0.old, $0.new) }
    let adjusted = HolmCorrection.adjusted(lines.map { $0.pValue ?? 1 })
    for index in lines.indices where lines[index].pValue != nil {
        lines[index].pValue = adjusted[index]
        lines[index].finding = lines[index].tested(adjusted[index])
    }
    func lacking(_ rows: [SeedSeries.Row], in others: [SeedSeries.Row]) -> [Gauge] {
        rows.map(\.gauge).filter { gauge in !others.contains { $0.gauge.isSame(as: gauge) } }
    }
    return Comparison(
        basis: meeting.basis, lines: lines,
        unmatched: lacking(new.rows, in: old.rows) + lacking(old.rows, in: new.rows),
        passed: PassedSeeds(old, new))
}

extension Comparison {
    /// With fewer seeds than this no test of so many gauges can tell anything from chance: if all n
    /// differences point one way, p is 2 · 2⁻ⁿ, to be at most 1 % ÷ the number of gauges.
    public static func leastSeeds(forGauges gauges: Int) -> Int {
        var seeds = 1
        var pValue = 1.0
        while pValue * Double(max(1, gauges)) > falseAlarms {
            seeds += 1
            pValue /= 2
        }
        return seeds
    }
}

/// Which seeds of two series meet, and what can be told from that.
private struct Meeting {
    /// For each new seed its place among the old ones.
    let twins: [Int?]
    let least: Int
    let basis: Comparison.Basis

    init(_ old: SeedSeries, _ new: SeedSeries) {
        let places = Dictionary(
            old.seeds.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        twins = new.seeds.map { places[$0] }
        least = Comparison.leastSeeds(forGauges: new.rows.count)
        let shared = twins.count { $0 != nil }
        let few = min(old.seeds.count, new.seeds.count)
        if shared >= least {
            basis = .paired(seeds: shared)
        } else if shared == 0, few >= least {
            basis = .unpaired(old: old.seeds.count, new: new.seeds.count)
        } else {
            let number = shared > 0 ? shared : few
            basis = .tooFew("\(number) of the \(least) seeds that a test needs")
        }
    }

    /// A line with its test, before it is corrected for the others. Without a test a change that
    /// matters is undecided.
    func line(_ old: SeedSeries.Row, _ new: SeedSeries.Row) -> Comparison.Line {
        var line = Comparison.Line(
            gauge: new.gauge, old: old.spread, new: new.spread, finding: .undecided)
        guard let before = line.old?.median, let after = line.new?.median else { return line }
        let changes = changes(old, new)
        var change = after - before
        if case .unpaired = basis {
            line.pValue = rankSum(old, new)
        } else {
            change = MedianInterval(changes)?.median ?? change
            if case .paired = basis, changes.count >= least {
                line.pValue = SignedRankTest.pValue(changes.map(Gauge.millionths))
            }
        }
        line.change = change
        let isSmall = abs(change) < new.gauge.unit.leastChange(from: before)
        if line.pValue == nil, isSmall { line.finding = .unchanged }
        return line
    }

    /// Nil where too few seeds have a value.
    private func rankSum(_ old: SeedSeries.Row, _ new: SeedSeries.Row) -> Double? {
        let olds = old.values.compactMap { $0.map(Gauge.millionths) }
        let news = new.values.compactMap { $0.map(Gauge.millionths) }
        return min(olds.count, news.count) < least ? nil : RankSumTest.pValue(olds, news)
    }

    /// New less old of each seed that has a value in both.
    private func changes(_ old: SeedSeries.Row, _ new: SeedSeries.Row) -> [Double] {
        zip(twins, new.values).compactMap { twin, after in
            guard let twin, let after, let before = old.values[twin] else { return nil }
            return after - before
        }
    }
}

extension Comparison.Line {
    /// What the corrected p-value and the size of the change make of it.
    fileprivate func tested(_ pValue: Double) -> Comparison.Finding {
        guard let change, let before = old?.median else { return .undecided }
        guard pValue <= Comparison.falseAlarms, abs(change) >= gauge.unit.leastChange(from: before)
        else { return .unchanged }
        return (change > 0) == (gauge.better == .more) ? .improved : .regressed
    }
}
