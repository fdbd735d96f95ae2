import Chance
import Resilience
import Timebase

extension Node {
    func autoscale() -> Autoscaler.Settings? {
        guard let fields = Fields(self, .autoscale) else { return nil }
        let word = fields["kind"]?.word(AutoscaleKind.self) ?? .hpa
        word.refuseOthersKeys(fields)
        let kind = word.kind(fields)
        let least = fields["min"]?.count(in: (word == .keda ? 0 : 1)...100_000)
        let most = fields["max"]?.count(in: 1...100_000)
        if let least, let most, most < least {
            fields["max"]?.refuse(expected: "at least the min, \(least)")
        }
        let startup = fields["startup"]?.distribution() ?? .constant(.zero)
        let settings = Autoscaler.Settings(
            kind: kind, min: least ?? 1, max: most ?? 1, metrics: autoscaleMetrics(fields),
            every: fields["every"]?.period() ?? word.every,
            tolerance: fields["tolerance"]?.ratio() ?? 0.1, startup: startup,
            scaleUp: fields["scaleUp"]?.rules(standard: .scaleUp) ?? .scaleUp,
            scaleDown: fields["scaleDown"]?.rules(standard: .scaleDown) ?? .scaleDown,
            initialReadinessDelay: fields["initialReadinessDelay"]?.duration() ?? .zero,
            cpuInitializationPeriod: fields["cpuInitializationPeriod"]?.duration() ?? .zero,
            forecast: fields["forecast"]?.forecast(startup: startup))
        checkZero(settings, fields)
        checkFallback(settings, fields)
        return settings
    }

    private func autoscaleMetrics(_ fields: Fields) -> [Autoscaler.Target] {
        let unread = [Autoscaler.Target.utilization(1)]
        guard let key = fields.one(of: ["target", "metrics"]) else { return unread }
        guard key == "metrics" else {
            return fields["target"]?.autoscaleTarget().map { [$0] } ?? unread
        }
        let expected = "a list of targets, such as [{ rate: 100 }]"
        guard let node = fields["metrics"], let nodes = node.elements(expected: expected) else {
            return unread
        }
        if nodes.isEmpty { node.refuse(expected: expected) }
        let metrics = nodes.compactMap { $0.autoscaleTarget() }
        for (place, metric) in metrics.enumerated()
        where metrics[..<place].contains(where: { $0.kind == metric.kind }) {
            node.report(
                "\(node.name) has \(metric.kind.rawValue) twice", expected: "each metric once")
        }
        return metrics.isEmpty ? unread : metrics
    }

    /// What nobody uses is nowhere to be seen: slots cannot call anybody into being.
    private func checkZero(_ settings: Autoscaler.Settings, _ fields: Fields) {
        guard case .keda = settings.kind, settings.min == 0,
            settings.metrics.allSatisfy({ $0.kind == .utilization })
        else { return }
        report(
            "\(name) scales to 0 on utilization alone, which nobody has who is not there",
            expected: "a rate, inFlight or queue, or a min of 1")
    }

    private func checkFallback(_ settings: Autoscaler.Settings, _ fields: Fields) {
        guard case .keda(let keda) = settings.kind, let fallback = keda.fallback,
            fallback.replicas > settings.max, settings.max >= settings.min,
            let node = fields["fallback"], let replicas = node.tree["replicas"]
        else { return }
        node.child("replicas", replicas).refuse(expected: "at most the max, \(settings.max)")
    }

    private func autoscaleTarget() -> Autoscaler.Target? {
        let kinds = Autoscaler.Target.Kind.allCases.map(\.rawValue)
        guard let fields = Fields(self, .autoscaleTarget), let key = fields.one(of: kinds),
            let kind = Autoscaler.Target.Kind(rawValue: key), let value = fields[key]
        else { return nil }
        switch kind {
        case .utilization: return value.ratio(aboveZero: true).map { .utilization($0) }
        case .rate: return value.rate(aboveZero: true).map { .rate($0) }
        case .inFlight: return value.level().map { .inFlight($0) }
        case .queue: return value.level().map { .queue($0) }
        }
    }

    func level() -> Double? {
        number(in: 1e-6...1e6, expected: "a number above 0 up to 1000000")
    }

    private func forecast(startup: Distribution) -> LoadForecast.Settings? {
        guard let fields = Fields(self, .autoscaleForecast) else { return nil }
        return LoadForecast.Settings(
            window: fields["window"]?.duration(aboveZero: true) ?? .seconds(60),
            ahead: fields["ahead"]?.duration() ?? startup.typical)
    }

    private func rules(standard: Autoscaler.Rules) -> Autoscaler.Rules? {
        guard let fields = Fields(self, .autoscaleRules) else { return nil }
        var rules = standard
        if let window = fields["window"]?.duration() { rules.stabilisation = window }
        if let select = fields["select"]?.word(Autoscaler.Select.self) { rules.select = select }
        rules.tolerance = fields["tolerance"]?.ratio()
        if let policies = fields["policies"] {
            guard let nodes = policies.elements(expected: "a list of policies") else { return nil }
            guard !nodes.isEmpty else {
                policies.refuse(expected: "at least one policy, or select: \"disabled\"")
                return nil
            }
            rules.steps = nodes.compactMap { $0.scalingStep() }
        }
        return rules
    }

    private func scalingStep() -> Autoscaler.Step? {
        guard let fields = Fields(self, .autoscalePolicy),
            let kind = fields.one(of: ["instances", "percent"]), let value = fields[kind],
            let per = fields["per"]?.duration(aboveZero: true)
        else { return nil }
        if kind == "instances" {
            return value.count(in: 1...100_000).map { Autoscaler.Step(.instances($0), per: per) }
        }
        if let text = value.tree.string, text.hasSuffix("%"),
            let percent = decimal(text.dropLast()),
            percent > 0
        {
            return Autoscaler.Step(.percent(percent), per: per)
        }
        let expected = "a number above 0, such as 100 or \"100%\""
        return value.number(in: 1e-6...1e6, expected: expected).map {
            Autoscaler.Step(.percent($0), per: per)
        }
    }
}
