import Chance
import Resilience
import Timebase

extension ObjectTable {
    package static let autoscale = ObjectTable(
        "Autoscale", "When a service grows and shrinks, as the Kubernetes HPA v2 does.",
        [
            KeyRow(
                "min", "count from 1", default: 1, from: "Kubernetes HPA v2", "Fewest instances."),
            KeyRow("max", "count from `min`", required: true, "Most instances."),
            KeyRow(
                "target", "[Autoscale target](#autoscale-target)", required: true,
                "What is held constant per ready instance."),
            KeyRow(
                "every", "duration of at least 1ms", default: "15s", from: "Kubernetes HPA v2",
                "How often it looks."),
            KeyRow(
                "tolerance", "ratio", default: 0.1, from: "Kubernetes HPA v2",
                "No change while measured ÷ target is so near to 1."),
            KeyRow(
                "startup", "duration or distribution", default: "0s",
                "From the decision until a new instance serves."),
            KeyRow(
                "scaleUp", "[Autoscale rules](#autoscale-rules)",
                defaultText: "no window; the larger of 100 % and 4 instances per 15 s",
                from: "Kubernetes HPA v2", "How fast it grows."),
            KeyRow(
                "scaleDown", "[Autoscale rules](#autoscale-rules)",
                defaultText: "a window of 300 s; 100 % per 15 s", from: "Kubernetes HPA v2",
                "How fast it shrinks."),
        ])

    package static let autoscaleTarget = ObjectTable(
        "Autoscale target", "Exactly one: the mean over the last `every`, per ready instance.",
        [
            KeyRow("utilization", "ratio above 0", "Busy slots ÷ slots."),
            KeyRow("inFlight", "number above 0", "Busy and waiting requests."),
            KeyRow("rate", "rate above 0", "Arrivals a second."),
            KeyRow("queue", "number above 0", "Waiting requests."),
        ])

    package static let autoscaleRules = ObjectTable(
        "Autoscale rules", "HPA's `behavior.scaleUp` and `behavior.scaleDown`.",
        [
            KeyRow(
                "window", "duration", defaultText: "up `\"0s\"`, down `\"300s\"`",
                from: "Kubernetes HPA v2 (`stabilizationWindowSeconds`)",
                "Up takes the lowest, down the highest recommendation of so long a past."),
            KeyRow(
                "select", "`max`, `min` or `disabled`", default: "max",
                from: "Kubernetes HPA v2 (`selectPolicy`)", "Which of several policies holds."),
            KeyRow(
                "policies", "list of [Autoscale policy](#autoscale-policy)",
                defaultText: "as for the whole rules", from: "Kubernetes HPA v2",
                "How much may change in how long."),
        ])

    package static let autoscalePolicy = ObjectTable(
        "Autoscale policy", "One of `instances` and `percent`, and the time it is for.",
        [
            KeyRow("instances", "count from 1", "So many instances."),
            KeyRow(
                "percent", "number above 0, or a percentage",
                "So many per cent of the current ones."),
            KeyRow("per", "duration above zero", required: true, "In any so long a time."),
        ])
}

extension Node {
    func autoscale() -> Autoscaler.Settings? {
        guard let fields = Fields(self, .autoscale) else { return nil }
        let least = fields["min"]?.count(in: 1...100_000)
        let most = fields["max"]?.count(in: 1...100_000)
        if let least, let most, most < least {
            fields["max"]?.refuse(expected: "at least the min, \(least)")
        }
        let settings = Autoscaler.Settings(
            min: least ?? 1, max: most ?? 1,
            target: fields["target"]?.autoscaleTarget() ?? .utilization(1),
            every: fields["every"]?.period() ?? .seconds(15),
            tolerance: fields["tolerance"]?.ratio() ?? 0.1,
            startup: fields["startup"]?.distribution() ?? .constant(.zero),
            scaleUp: fields["scaleUp"]?.rules(standard: .scaleUp) ?? .scaleUp,
            scaleDown: fields["scaleDown"]?.rules(standard: .scaleDown) ?? .scaleDown)
        return settings
    }

    private func autoscaleTarget() -> Autoscaler.Target? {
        let kinds = ["utilization", "inFlight", "rate", "queue"]
        guard let fields = Fields(self, .autoscaleTarget), let kind = fields.one(of: kinds),
            let value = fields[kind]
        else { return nil }
        switch kind {
        case "utilization": return value.ratio(aboveZero: true).map { .utilization($0) }
        case "rate": return value.rate(aboveZero: true).map { .rate($0) }
        case "inFlight": return value.level().map { .inFlight($0) }
        default: return value.level().map { .queue($0) }
        }
    }

    private func level() -> Double? {
        number(in: 1e-6...1e6, expected: "a number above 0 up to 1000000")
    }

    private func rules(standard: Autoscaler.Rules) -> Autoscaler.Rules? {
        guard let fields = Fields(self, .autoscaleRules) else { return nil }
        var rules = standard
        if let window = fields["window"]?.duration() { rules.stabilisation = window }
        if let select = fields["select"]?.word(Autoscaler.Select.self) { rules.select = select }
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
