import Resilience
import Timebase

extension ObjectTable {
    package static let adaptive = ObjectTable(
        "Adaptive limit",
        """
        A limit on what is under way at once that finds itself, after Netflix' concurrency-limits. \
        On a policy it is the caller's own and what is too much is rejected; on a service each \
        instance has one, over what it works on and what waits, and answers 503.
        """,
        [
            KeyRow(
                "algorithm", "`vegas`, `gradient` or `aimd`", required: true,
                "By the queue it sees; by the mean time against its long-term mean (Gradient2); "
                    + "up by one and down by a tenth."),
            KeyRow(
                "initial", "count from `min` to `max`",
                defaultText: "20, or the nearest to it from `min` to `max`", from: "Netflix",
                "The first limit."),
            KeyRow(
                "min", "count from 1", defaultText: "20; 1 for `vegas`", from: "Netflix",
                "The lowest."),
            KeyRow(
                "max", "count, at least `min`", defaultText: "200; 1000 for `vegas`",
                from: "Netflix", "The highest."),
            KeyRow(
                "window", "duration", defaultText: "`\"1s\"` for `gradient`, else each sample",
                from: "Netflix", "Over what a sample is the mean."),
        ])

    package static let throttle = ObjectTable(
        "Throttle",
        """
        Google's client-side throttling: with `requests` wanted and `accepts` taken within the \
        window, an attempt is rejected with probability (requests − k · accepts) ÷ (requests + 1).
        """,
        [
            KeyRow(
                "k", "number from 1 to 1000", default: 2, from: "Site Reliability Engineering",
                "Attempts sent for each that is taken."),
            KeyRow(
                "window", "duration above zero", default: "2m",
                from: "Site Reliability Engineering", "Over what is counted."),
            KeyRow(
                "floor", "ratio", default: 0.01,
                "The share of attempts that goes out whatever happens."),
        ])
}

extension Node {
    /// An adaptive limit: its algorithm, or an object.
    func adaptive() -> ConcurrencyLimiter.Settings? {
        if tree.members == nil {
            return word(ConcurrencyLimiter.Algorithm.self).map { .init($0) }
        }
        guard let fields = Fields(self, .adaptive),
            let algorithm = fields["algorithm"]?.word(ConcurrencyLimiter.Algorithm.self)
        else { return nil }
        let range = 1...1_000_000
        var settings = ConcurrencyLimiter.Settings(
            algorithm, initial: fields["initial"]?.count(in: range),
            min: fields["min"]?.count(in: range), max: fields["max"]?.count(in: range),
            window: fields["window"]?.duration())
        guard settings.min <= settings.max else {
            let isOfMax = fields.has("max")
            let other =
                isOfMax ? "at least the min, \(settings.min)" : "at most the max, \(settings.max)"
            let isDefault = !fields.has(isOfMax ? "min" : "max")
            (fields.written("max") ?? fields.written("min") ?? self).refuse(
                expected: isDefault ? "\(other), its default" : other)
            return nil
        }
        let nearest = min(settings.max, max(settings.min, settings.initial))
        if let initial = fields["initial"], nearest != settings.initial {
            initial.refuse(
                expected: "from the min to the max, \(settings.min) to \(settings.max)")
        }
        settings.initial = nearest
        return settings
    }

    /// A throttle: its `k`, or an object.
    func throttle() -> ClientThrottle.Settings? {
        let expected = "a number from 1 to 1000, such as 2"
        guard tree.members != nil else {
            return number(in: 1...1000, expected: expected).map { .init(k: $0) }
        }
        guard let fields = Fields(self, .throttle) else { return nil }
        return ClientThrottle.Settings(
            k: fields["k"]?.number(in: 1...1000, expected: expected) ?? 1,
            window: fields["window"]?.duration(aboveZero: true) ?? .seconds(1),
            floor: fields["floor"]?.ratio() ?? 0)
    }
}
