import Scenarios

/// The reference of the scenario format as Markdown, made from the tables that reading uses.
package func formatReference() -> String {
    var text = FormatReference.introduction
    for section in FormatReference.sections {
        text += "\n## \(section.title)\n" + (section.says.isEmpty ? "" : "\n\(section.says)")
        for table in section.tables { text += "\n" + table.markdown }
    }
    return text + "\n" + FormatReference.later
}

/// The parts of the reference, in its order.
package enum FormatReference {
    /// A chapter: some tables, and what stands above them.
    struct Section {
        var title: String
        var says = ""
        var tables: [ObjectTable]
    }

    /// Every table of the format.
    package static var tables: [ObjectTable] { sections.flatMap(\.tables) }

    static let introduction = """
        # The scenario format

        Made from the tables of `Sources/Scenarios/ScenarioFiles` by its tests; do not edit it here.
        A file is JSON5. Every problem of a file is reported at once, with file, line and column,
        what was read, what was expected and the nearest valid word; nothing starts. Under "from"
        stands whose default it is, where it is not our own. The engines are `simulate`,
        `in-process` and `subprocess`; what an engine cannot carry out is refused by name.

        | value | how it is written |
        |---|---|
        | duration | in quotes with units: `"250ms"`, `"1.5s"`, `"2m30s"`, `"1h"`, `"800us"` |
        | size | `"100B"`, `"64KiB"` (1,024 each), `"1.5MB"` (1,000 each); a second: `"64KiB/s"` |
        | rate | a number per second, `"200/s"`, `"30/m"` or `"5/h"`; at most 1000000 per second |
        | ratio | `0.99` or `"99%"` |
        | distribution | a duration, or an object of [Distribution](#distribution) |
        | target | whom a fault hits, see [Targets](#targets) |
        | name | letters of any script, digits, `-`, `_` and `.`; not `all` |
        | text | any text; no report, page or terminal is broken by it |

        """

    static var sections: [Section] {
        [
            Section(title: "The scenario", tables: [.scenario, .steady]),
            Section(title: "Load", tables: [.stream] + ObjectTable.rateShapes.map(\.table)),
            Section(
                title: "The topology",
                tables: [
                    .topology, .network, .service, .endpoint, .commandService, .programCall,
                    .externalService,
                ]),
            Section(
                title: "Steps",
                says: "A step is an object with exactly one of these kinds; steps run in turn.\n",
                tables: ObjectTable.steps.map(\.table)),
            Section(
                title: "Policies",
                tables: [
                    .policy, .retry, .backoff, .retryBudget, .retryTokens, .retryActive,
                    .retryQuota, .breaker, .breakerWindow, .openInterval, .slowCall,
                    .bulkhead, .rateLimit, .adaptive, .throttle, .shed, .hedge, .fallback,
                    .staleAnswer, .balance, .slowStart, .zoneAware,
                    .eject, .successRate, .failureShare,
                ]),
            Section(
                title: "Controllers",
                tables: [
                    .autoscale, .autoscaleTarget, .autoscaleRules, .autoscalePolicy,
                    .autoscaleForecast, .autoscaleFallback, .health, .restart, .probe,
                ]),
            Section(title: "Distributions", tables: [.distribution, .pareto, .mixShare]),
            Section(title: "Faults", says: faults, tables: [.fault, .faultSelection] + ownKeys),
            Section(title: "The monkey", tables: [.monkey, .monkeyInject]),
            Section(title: "Objectives", says: metrics, tables: [.objective, .abort]),
            Section(title: "Changing another scenario", says: changes, tables: []),
            Section(title: "Warnings", says: warnings, tables: []),
        ]
    }

    private static var ownKeys: [ObjectTable] {
        FaultKind.all.filter { !$0.rows.isEmpty }.map {
            ObjectTable("Fault: \($0.word)", $0.says, $0.rows)
        }
    }
}

extension ObjectTable {
    /// The table with its heading.
    var markdown: String {
        var text = "### \(title)\n\n\(says)\n\n"
        text += "| key | value | default | from | required | engines | what it is |\n"
        text += "|---|---|---|---|---|---|---|\n"
        for row in rows where !row.isLater {
            let standard = row.standard.map { "`\($0.written)`" } ?? row.standardText ?? "–"
            let source = row.source.isEmpty ? "–" : row.source
            let cells = [
                "`\(row.name)`", row.type, row.isRequired ? "–" : standard, source,
                row.isRequired ? "yes" : "no", row.engines, row.says,
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        let later = rows.filter(\.isLater).map { "`\($0.name)`" }
        if !later.isEmpty { text += "\nNot supported yet: \(later.joined(separator: ", ")).\n" }
        return text
    }
}
