import Timebase
import Workloads

extension ObjectTable {
    package static let rateShapes: [(kind: String, table: ObjectTable)] = [
        (
            "from",
            ObjectTable(
                "Rate shape: ramp", "Linear, then level.",
                [
                    KeyRow("from", "rate from 0", required: true, "At the start."),
                    KeyRow("to", "rate from 0", required: true, "In the end."),
                    KeyRow("over", "duration above zero", required: true, "How long the way is."),
                ])
        ),
        (
            "spike",
            ObjectTable(
                "Rate shape: spike",
                "Overload with a window like a fault's; the control run does not have it.",
                [
                    KeyRow("spike", "rate above 0", required: true, "During the spike."),
                    KeyRow("base", "rate from 0", required: true, "Before and after."),
                    KeyRow(
                        "at", "duration, within the measured run", required: true, "When it begins."
                    ),
                    KeyRow("for", "duration above zero", required: true, "How long it lasts."),
                ])
        ),
        (
            "wave",
            ObjectTable(
                "Rate shape: wave", "A sine between two rates, low at the start.",
                [
                    KeyRow(
                        "wave", "list of two rates", required: true, "The low and the high one."),
                    KeyRow("every", "duration above zero", required: true, "The period."),
                ])
        ),
        (
            "steps",
            ObjectTable(
                "Rate shape: steps", "From each instant on, that rate.",
                [
                    KeyRow(
                        "steps", "list of `[duration, rate]`", required: true,
                        "Rising instants, the first `\"0s\"`.")
                ])
        ),
    ]
}

extension Node {
    /// A rate, or an object that says how it goes over the run.
    func rateShape(_ run: RunTimes) -> RateShape? {
        guard let members = tree.members else { return rate(aboveZero: true).map { .constant($0) } }
        let kinds = ["from", "spike", "wave", "steps"]
        let keys = members.map(\.key)
        guard let kind = kinds.first(where: { keys.contains($0) }),
            let table = ObjectTable.rateShapes.first(where: { $0.kind == kind })?.table
        else {
            let nearest = keys.first.flatMap { nearestWord(to: $0, among: kinds) }
            refuse(
                expected: "a rate, or an object with from and to, spike, wave, or steps",
                suggestion: nearest)
            return nil
        }
        guard let fields = Fields(self, table) else { return nil }
        switch kind {
        case "from": return Self.ramp(fields)
        case "spike": return Self.spike(fields, run)
        case "wave": return Self.wave(fields)
        default: return fields["steps"]?.steps()
        }
    }

    private static func ramp(_ fields: Fields) -> RateShape? {
        let ends = (fields["from"]?.rate(), fields["to"]?.rate())
        let over = fields["over"]?.duration(aboveZero: true)
        guard let from = ends.0, let to = ends.1, let over else { return nil }
        guard from > 0 || to > 0 else {
            fields["to"]?.refuse(expected: "a rate above 0 in from or to")
            return nil
        }
        return .ramp(from: from, to: to, over: over)
    }

    private static func spike(_ fields: Fields, _ run: RunTimes) -> RateShape? {
        let rates = (fields["base"]?.rate(), fields["spike"]?.rate(aboveZero: true))
        let at = fields["at"]?.instant(within: run)
        let lasts = fields["for"]?.duration(aboveZero: true)
        guard let base = rates.0, let spike = rates.1, let at, let lasts else { return nil }
        return .spike(base: base, spike: spike, at: at, lasts: lasts)
    }

    private static func wave(_ fields: Fields) -> RateShape? {
        let period = fields["every"]?.duration(aboveZero: true)
        guard let node = fields["wave"] else { return nil }
        let expected = "a list of two rates, the lower first"
        guard let ends = node.elements(expected: expected) else { return nil }
        guard ends.count == 2 else {
            node.report("\(node.name) has \(ends.count) elements", expected: expected)
            return nil
        }
        let rates = (ends[0].rate(), ends[1].rate(aboveZero: true))
        guard let low = rates.0, let high = rates.1, let period else { return nil }
        guard low <= high else {
            node.refuse(expected: expected)
            return nil
        }
        return .wave(low: low, high: high, every: period)
    }

    private func steps() -> RateShape? {
        let form = "a list of an instant and a rate, such as [\"30s\", 900]"
        guard let nodes = elements(expected: "a list, each \(form)") else { return nil }
        if nodes.isEmpty { refuse(expected: "at least one: \(form)") }
        var steps: [RateShape.Step] = []
        for node in nodes {
            guard let parts = node.elements(expected: form) else { return nil }
            guard parts.count == 2 else {
                node.report("\(node.name) has \(parts.count) elements", expected: form)
                return nil
            }
            let values = (parts[0].instant(), parts[1].rate())
            guard let at = values.0, let rate = values.1 else { return nil }
            let isRising = steps.last.map { $0.at < at } ?? (at == .start)
            guard isRising else {
                parts[0].refuse(
                    expected: steps.isEmpty
                        ? "\"0s\" for the first step" : "later than the one before")
                return nil
            }
            steps.append(.init(at: at, rate: rate))
        }
        return .steps(steps)
    }
}
