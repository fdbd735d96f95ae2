import Recordings
import Scenarios
import Timebase
import Topologies

/// Deaths, pauses, scaling and what callers took out of their lists, as entries of the chronicle.
struct InstanceStory {
    let entries: [Chronicle.Entry]

    init(_ evidence: Evidence) {
        let input = evidence.input
        entries = input.scenario.topology.services.indices.flatMap { service in
            [
                InstanceStory.deaths(service, in: input),
                InstanceStory.pauses(service, in: input),
                InstanceStory.markings(service, in: input),
            ].compactMap { $0 } + InstanceStory.scaling(service, in: input)
        }
    }

    private static func name(_ service: ServiceID, in input: ReportInput) -> String {
        MarkdownText.code(input.scenario.topology.services[service].name)
    }

    private static func deaths(_ service: ServiceID, in input: ReportInput) -> Chronicle.Entry? {
        let deaths = input.run.services[service].deaths
        guard let first = deaths.first, let last = deaths.last else { return nil }
        let held = deaths.reduce(0) { $0 + $1.held }
        let back = deaths.compactMap { death in death.servingAgain.map { $0 - death.at } }
        var text =
            "\(Quantity.count(deaths.count, "instance")) of \(name(service, in: input)) died "
            + "with \(Quantity.count(held, "request"))"
        if let longest = back.max() {
            text += "; served again after \(back.count > 1 ? "at most " : "")"
            text += Quantity.duration(longest)
        }
        let lost = deaths.count - back.count
        if lost > 0 { text += "; \(lost == deaths.count ? "none" : "\(lost) not") replaced" }
        return .init(from: first.at, to: last.at, weight: 85, text: text)
    }

    private static func pauses(_ service: ServiceID, in input: ReportInput) -> Chronicle.Entry? {
        var paused: [Instant] = []
        var resumed: Instant?
        for event in input.run.events {
            switch event.what {
            case .instancePaused(service, _): paused.append(event.at)
            case .instanceResumed(service, _): resumed = event.at
            default: continue
            }
        }
        guard let first = paused.first else { return nil }
        let text = "\(Quantity.count(paused.count, "pause")) of \(name(service, in: input))"
        let until = resumed ?? .start + input.run.duration
        return .init(from: first, to: until, weight: 50, text: text)
    }

    private static func markings(_ service: ServiceID, in input: ReportInput) -> Chronicle.Entry? {
        var first: Instant?
        var last = Instant.start
        var down = 0
        var up = 0
        for event in input.run.events {
            switch event.what {
            case .markedDown(let edge, _) where input.scenario.callee(of: edge) == service:
                first = first ?? event.at
                last = event.at
                down += 1
            case .markedUp(let edge, _) where input.scenario.callee(of: edge) == service:
                last = event.at
                up += 1
            default: continue
            }
        }
        guard let first else { return nil }
        let text =
            "callers took instances of \(name(service, in: input)) out of their lists "
            + "\(Quantity.count(down, "time")), put them back \(Quantity.count(up, "time"))"
        return .init(from: first, to: last, weight: 40, text: text)
    }

    /// The stretches in which the autoscaler went one way.
    private static func scaling(_ service: ServiceID, in input: ReportInput) -> [Chronicle.Entry] {
        struct Stretch {
            var from: Instant
            var to: Instant
            var before: Int
            var after: Int
        }
        var stretches: [Stretch] = []
        for event in input.run.events {
            guard case .scaled(service, let before, let after) = event.what else { continue }
            if let last = stretches.last, (last.after > last.before) == (after > before) {
                stretches[stretches.count - 1].to = event.at
                stretches[stretches.count - 1].after = after
            } else {
                stretches.append(.init(from: event.at, to: event.at, before: before, after: after))
            }
        }
        let name = name(service, in: input)
        guard stretches.count <= 3 else {
            return [
                .init(
                    from: stretches[0].from, to: stretches[stretches.count - 1].to, weight: 70,
                    text:
                        "the autoscaler of \(name) changed direction \(stretches.count - 1) times, "
                        + "between \(stretches.map { min($0.before, $0.after) }.min() ?? 0) and "
                        + "\(stretches.map { max($0.before, $0.after) }.max() ?? 0) instances")
            ]
        }
        return stretches.map {
            .init(
                from: $0.from, to: $0.to, weight: 70,
                text: "the autoscaler took \(name) from \($0.before) to \($0.after) instances")
        }
    }
}
