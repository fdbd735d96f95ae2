/// What was seen of one quantity: a value, or the reason why there is none.
struct Observation: Hashable {
    var value: Double?
    /// How many requests, calls or instances it rests on.
    var samples = 0
    var reason: String?
    /// The run ended first: the true value is `value` or more.
    var isAtLeast = false

    static func none(_ reason: String, samples: Int = 0) -> Observation {
        Observation(value: nil, samples: samples, reason: reason)
    }

    static func value(_ value: Double, samples: Int) -> Observation {
        Observation(value: value, samples: samples)
    }

    /// `part` ÷ `whole`, or none with the reason where the whole is empty.
    static func share(_ part: Int, of whole: Int, orElse reason: String) -> Observation {
        whole > 0
            ? .value(Double(part) / Double(whole), samples: whole) : .none(reason)
    }

    static let noControl = Observation.none("there is neither a control run nor a baseline")
}

extension Sequence<Observation> {
    /// The worst of those that have a value, and before any other one that the run's end cut off;
    /// without a value the first, or none with the reason.
    func worst(
        by isWorse: (Double, Double) -> Bool, orElse reason: String
    ) -> Observation {
        var worst: Observation?
        for seen in self {
            guard let known = worst?.value else {
                if worst == nil || seen.value != nil { worst = seen }
                continue
            }
            guard let value = seen.value else { continue }
            let isCut = worst?.isAtLeast ?? false
            if seen.isAtLeast == isCut ? isWorse(value, known) : seen.isAtLeast { worst = seen }
        }
        return worst ?? .none(reason)
    }
}

extension Measure {
    /// A measure of what was observed. What the run's end cut off scores 0: it never came.
    init(
        _ name: String, _ title: String, _ observation: Observation, unit: String,
        good: Double? = nil, bad: Double? = nil
    ) {
        self.init(
            name: name, title: title, value: observation.value, unit: unit, good: good, bad: bad,
            reason: observation.reason)
        if observation.isAtLeast, good != nil { score = 0 }
    }

    /// The equal mean of the scores that measures have; nil where none has one.
    ///
    /// False alarms cap it: a mechanism that trips on harmless traffic scores at most 40 points
    /// above its worst false-alarm measure, whatever its mean.
    package static func mean(_ measures: [Measure]) -> Double? {
        let scores = measures.compactMap(\.score)
        guard !scores.isEmpty else { return nil }
        let mean = scores.reduce(0, +) / Double(scores.count)
        let alarms = measures.filter { $0.name.hasPrefix("false_") }.compactMap(\.score)
        return min(mean, (alarms.min() ?? 100) + 40)
    }
}
