import Recordings
import Scenarios
import Timebase

/// The faults as entries of the chronicle; the monkey's together where there are many.
struct FaultStory {
    private static let mostOfMonkey = 3
    /// More would leave no room for what they did.
    private static let mostFaults = 4

    let entries: [Chronicle.Entry]

    init(_ evidence: Evidence) {
        let faults = evidence.input.run.faults
        let monkeys = faults.filter { $0.origin == .monkey && $0.attempted }
        let isMonkeyTold = monkeys.count <= FaultStory.mostOfMonkey
        let own = faults.filter { $0.origin != .monkey || isMonkeyTold }
        let told = own.count > FaultStory.mostFaults + 1 ? FaultStory.mostFaults : own.count
        var entries = own.prefix(told).map { FaultStory.entry($0, in: evidence.scenario) }
        let rest = Array(own.dropFirst(told))
        if !rest.isEmpty {
            let count = Quantity.count(rest.count, "more fault")
            entries.append(FaultStory.entry(rest, "\(count), on"))
        }
        if !isMonkeyTold {
            entries.append(FaultStory.entry(monkeys, "the monkey struck \(monkeys.count) times:"))
        }
        self.entries = entries
    }

    private static func entry(_ fault: FaultLedger, in scenario: Scenario) -> Chronicle.Entry {
        let name = fault.name.map { "**\(MarkdownText.text($0, limit: 60))**, " } ?? ""
        let what =
            switch fault.origin {
            case .fault: "fault \(name)"
            case .monkey: "the monkey: "
            case .spike: "the load's own spike: "
            }
        var text = what + MarkdownText.code(fault.inject) + " on " + MarkdownText.code(fault.on)
        if fault.spans.count > 1 { text += ", \(fault.spans.count) times" }
        text += fault.attempted ? ", \(touched(fault, in: scenario))" : ", not attempted"
        if case .fault(let index) = fault.origin,
            let place = scenario.place(of: "faults[\(index)]")
        {
            text += " (\(MarkdownText.code(place.description, limit: 120)))"
        }
        let isInstant = fault.over < fault.to
        let to = isInstant ? fault.from : fault.to
        return .init(from: fault.from, to: to, weight: 100, text: text)
    }

    private static func entry(_ faults: [FaultLedger], _ opening: String) -> Chronicle.Entry {
        let hit = faults.map(\.on).reduce(into: [String]()) { seen, on in
            if !seen.contains(on) { seen.append(on) }
        }
        let names = Names.list(hit.map { MarkdownText.code($0) }, most: 4)
        return .init(
            from: faults.map(\.from).min() ?? .start, to: faults.map(\.to).max() ?? .start,
            weight: 100, text: "\(opening) \(names)")
    }

    /// Such as `touched 1,873 attempts, 1 instance`; an overload adds requests.
    private static func touched(_ fault: FaultLedger, in scenario: Scenario) -> String {
        guard !isOverload(fault, in: scenario) else { return "added \(extent(fault, "request"))" }
        return "touched " + whatIsTouched(fault, in: scenario)
    }

    private static func isOverload(_ fault: FaultLedger, in scenario: Scenario) -> Bool {
        switch fault.origin {
        case .spike: true
        case .monkey: false
        case .fault(let index): scenario.faults[index].kind.scope == .load
        }
    }

    /// Such as `1,873 attempts, 1 instance`, or `nothing`.
    ///
    /// A fault meets the probes of health checks as well, and counts them in.
    static func whatIsTouched(_ fault: FaultLedger, in scenario: Scenario) -> String {
        guard !isOverload(fault, in: scenario) else { return extent(fault, "request") }
        let isProbed = fault.edges.contains { edge in
            scenario.topology.services[scenario.callee(of: edge)].health != nil
        }
        guard isProbed else { return extent(fault, "attempt") }
        return extent(fault, fault.requests == 1 ? "attempt or probe" : "attempts and probe")
    }

    private static func extent(_ fault: FaultLedger, _ noun: String) -> String {
        let parts = [
            (fault.requests, noun), (fault.connections, "connection"),
            (fault.instances, "instance"),
        ].filter { $0.0 > 0 }.map { Quantity.count($0.0, $0.1) }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }
}
