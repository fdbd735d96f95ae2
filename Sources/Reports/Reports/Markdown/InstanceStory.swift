import Recordings
import Scenarios
import Timebase
import Topologies

/// Deaths, pauses and what callers took out of their lists, as entries of the chronicle; services
/// together where there are many.
struct InstanceStory {
    private static let mostServices = 2

    private let input: ReportInput
    private(set) var entries: [Chronicle.Entry] = []

    init(_ evidence: Evidence) {
        input = evidence.input
        let all = Array(input.scenario.topology.services.indices)
        for (tell, hit) in [
            (deaths, all.filter { !input.run.services[$0].deaths.isEmpty }),
            (pauses, services { if case .instancePaused(let one, _) = $0 { one } else { nil } }),
            (
                markings,
                services { if case .markedDown(let edge, _) = $0 { callee(edge) } else { nil } }
            ),
        ] {
            let groups = hit.count <= InstanceStory.mostServices ? hit.map { [$0] } : [hit]
            entries += groups.filter { !$0.isEmpty }.compactMap(tell)
        }
    }

    /// The services that an event of a kind is about, each once, in the scenario's order.
    private func services(_ pick: (Event.What) -> ServiceID?) -> [ServiceID] {
        let hit = input.run.events.compactMap { pick($0.what) }
        return input.scenario.topology.services.indices.filter { hit.contains($0) }
    }

    private func callee(_ edge: EdgeID) -> ServiceID { input.scenario.callee(of: edge) }

    private func names(_ services: [ServiceID]) -> String {
        let names = services.map { MarkdownText.code(input.scenario.topology.services[$0].name) }
        return Names.list(names, most: 4)
    }

    private func deaths(of services: [ServiceID]) -> Chronicle.Entry? {
        let deaths = services.flatMap { input.run.services[$0].deaths }
        guard let first = deaths.map(\.at).min(), let last = deaths.map(\.at).max() else {
            return nil
        }
        let held = deaths.reduce(0) { $0 + $1.held }
        let back = deaths.compactMap { death in death.servingAgain.map { $0 - death.at } }
        var text = "\(Quantity.count(deaths.count, "instance")) of \(names(services)) died"
        if held > 0 { text += " with \(Quantity.count(held, "request"))" }
        if let longest = back.max() {
            let most = back.contains { $0 != longest } ? "at most " : ""
            text += "; serving again after \(most)\(Quantity.duration(longest))"
        }
        let lost = deaths.count - back.count
        if lost > 0 { text += "; \(lost == deaths.count ? "none" : "\(lost) not") replaced" }
        return .init(from: first, to: last, weight: 85, text: text)
    }

    private func pauses(of services: [ServiceID]) -> Chronicle.Entry? {
        var paused: [Instant] = []
        var resumed: Instant?
        for event in input.run.events {
            switch event.what {
            case .instancePaused(let service, _) where services.contains(service):
                paused.append(event.at)
            case .instanceResumed(let service, _) where services.contains(service):
                resumed = event.at
            default: continue
            }
        }
        guard let first = paused.first else { return nil }
        let text = "\(Quantity.count(paused.count, "pause")) of instances of \(names(services))"
        let until = resumed ?? input.run.end
        return .init(from: first, to: until, weight: 50, text: text)
    }

    private func markings(of services: [ServiceID]) -> Chronicle.Entry? {
        var times: [Instant] = []
        var down = 0
        for event in input.run.events {
            switch event.what {
            case .markedDown(let edge, _) where services.contains(callee(edge)):
                times.append(event.at)
                down += 1
            case .markedUp(let edge, _) where services.contains(callee(edge)):
                times.append(event.at)
            default: continue
            }
        }
        guard let first = times.first, let last = times.last else { return nil }
        let text =
            "health checks took instances of \(names(services)) out of their callers' lists "
            + "\(Quantity.count(down, "time")) and put them back "
            + Quantity.count(times.count - down, "time")
        return .init(from: first, to: last, weight: 40, text: text)
    }
}
