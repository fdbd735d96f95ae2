import Recordings
import Scenarios
import Timebase
import Topologies

/// What the autoscalers decided, as entries of the chronicle: a service's decisions in one
/// direction together.
struct ScalingStory {
    private static let mostStretches = 3

    let entries: [Chronicle.Entry]

    init(_ evidence: Evidence) {
        let input = evidence.input
        entries = input.scenario.topology.services.indices.flatMap { service in
            let stretches = Stretch.all(of: service, in: input.run)
            let name = MarkdownText.code(input.scenario.topology.services[service].name)
            return stretches.count <= ScalingStory.mostStretches
                ? stretches.map { $0.entry(name) } : [ScalingStory.together(stretches, name)]
        }
    }

    /// Decisions in a row that go the same way.
    private struct Stretch {
        var from: Instant
        var to: Instant
        var before: Int
        var after: Int

        static func all(of service: ServiceID, in recording: Recording) -> [Stretch] {
            var stretches: [Stretch] = []
            for event in recording.events {
                guard case .scaled(service, let before, let after) = event.what else { continue }
                if let last = stretches.last, (last.after > last.before) == (after > before) {
                    stretches[stretches.count - 1].to = event.at
                    stretches[stretches.count - 1].after = after
                } else {
                    stretches.append(
                        .init(from: event.at, to: event.at, before: before, after: after))
                }
            }
            return stretches
        }

        func entry(_ name: String) -> Chronicle.Entry {
            .init(
                from: from, to: to, weight: 70,
                text: "the autoscaler took \(name) from \(before) to \(after) instances")
        }
    }

    private static func together(_ stretches: [Stretch], _ name: String) -> Chronicle.Entry {
        let counts = stretches.flatMap { [$0.before, $0.after] }
        let text =
            "the autoscaler of \(name) changed direction \(stretches.count - 1) times, "
            + "between \(counts.min() ?? 0) and \(counts.max() ?? 0) instances"
        return .init(
            from: stretches[0].from, to: stretches[stretches.count - 1].to, weight: 70, text: text)
    }
}
