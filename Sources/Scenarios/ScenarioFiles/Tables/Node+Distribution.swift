import Chance
import Timebase

extension ObjectTable {
    package static let distribution = ObjectTable(
        "Distribution",
        "A duration, such as `\"5ms\"`, is always the same; an object has exactly one of the "
            + "forms.",
        [
            KeyRow("median", "duration above zero, with `p99`", "Lognormal through both."),
            KeyRow("p99", "duration, at least `median`", "The 99th percentile, with `median`."),
            KeyRow("mean", "duration above zero", "Exponential with this mean."),
            KeyRow("uniform", "list of two durations", "Uniform from the first to the second."),
            KeyRow(
                "pareto", "object with `min` and `shape`",
                "At least `min`, tail exponent "
                    + "`shape`."),
            KeyRow("empirical", "list of rising durations", "Evenly spaced quantiles."),
            KeyRow("mix", "list of `{ share, of }`", "One of several; the shares add up to 1."),
        ])

    static let pareto = ObjectTable(
        "Pareto", "A heavy tail.",
        [
            KeyRow("min", "duration above zero", required: true, "The least value."),
            KeyRow("shape", "number above 0", required: true, "The smaller, the heavier the tail."),
        ])

    static let mixShare = ObjectTable(
        "Part of a mix", "How often a part is drawn, and what from.",
        [
            KeyRow("share", "ratio above 0", required: true, "How often it is this part."),
            KeyRow("of", "duration or distribution", required: true, "What it is drawn from."),
        ])
}

extension Node {
    /// A duration, or an object that a duration is drawn from.
    func distribution() -> Distribution? {
        if tree.members == nil {
            guard tree.string != nil || !isList else {
                refuse(expected: "a duration such as \"5ms\", or a distribution")
                return nil
            }
            return duration().map { .constant($0) }
        }
        guard let fields = Fields(self, .distribution) else { return nil }
        if fields.has("p99"), !fields.has("median") {
            report("\(name) has \"p99\" without \"median\"", expected: "both of them")
            return nil
        }
        let forms = ["median", "mean", "uniform", "pareto", "empirical", "mix"]
        guard let form = fields.one(of: forms), let value = fields[form] else { return nil }
        switch form {
        case "median": return lognormal(fields)
        case "mean": return value.duration(aboveZero: true).map { .exponential(mean: $0) }
        case "uniform": return value.uniform()
        case "pareto": return value.pareto()
        case "empirical": return value.empirical()
        default: return value.mix()
        }
    }

    private var isList: Bool { tree.elements != nil }

    private func lognormal(_ fields: Fields) -> Distribution? {
        guard let p99 = fields["p99"] else {
            report("\(name) has \"median\" without \"p99\"", expected: "both of them")
            return nil
        }
        guard let median = fields["median"]?.duration(aboveZero: true), let high = p99.duration()
        else { return nil }
        guard high >= median else {
            p99.refuse(expected: "at least the median, \(median)")
            return nil
        }
        return .lognormal(median: median, p99: high)
    }

    private func uniform() -> Distribution? {
        let expected = "a list of two durations, the smaller first"
        guard let ends = elements(expected: expected) else { return nil }
        guard ends.count == 2 else {
            report("\(name) has \(ends.count) elements", expected: expected)
            return nil
        }
        guard let low = ends[0].duration(), let high = ends[1].duration() else { return nil }
        guard low <= high else {
            ends[1].refuse(expected: "at least the first, \(low)")
            return nil
        }
        return .uniform(from: low, to: high)
    }

    private func pareto() -> Distribution? {
        guard let fields = Fields(self, .pareto) else { return nil }
        let shape = fields["shape"]?.number(in: 0.01...1000, expected: "a number from 0.01 to 1000")
        guard let min = fields["min"]?.duration(aboveZero: true), let shape else { return nil }
        return .pareto(min: min, shape: shape)
    }

    private func empirical() -> Distribution? {
        guard let nodes = elements(expected: "a list of durations that do not fall") else {
            return nil
        }
        guard !nodes.isEmpty else {
            refuse(expected: "at least one duration")
            return nil
        }
        var values: [Duration] = []
        for node in nodes {
            guard let value = node.duration() else { return nil }
            if let last = values.last, value < last {
                node.refuse(expected: "at least the one before it, \(last)")
                return nil
            }
            values.append(value)
        }
        return .empirical(values)
    }

    private func mix() -> Distribution? {
        guard let nodes = elements(expected: "a list of { share, of }") else { return nil }
        var shares: [Distribution.Share] = []
        for node in nodes {
            guard let fields = Fields(node, .mixShare),
                let share = fields["share"]?.ratio(aboveZero: true),
                let part = fields["of"]?.distribution()
            else { return nil }
            shares.append(.init(share: share, of: part))
        }
        let sum = shares.reduce(0) { $0 + $1.share }
        guard abs(sum - 1) < 1e-6 else {
            report("the shares of \(name) add up to \(sum)", expected: "1")
            return nil
        }
        return .mix(shares)
    }
}
