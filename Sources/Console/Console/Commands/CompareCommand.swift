import Reports
import ScenarioFiles
import Scoring

extension Command {
    static let compare = Command(
        "compare", operands: "OLD NEW", count: 2...2,
        summary:
            "two results side by side: regressed, improved or unchanged, with the noise counted",
        details: """
            OLD and NEW are the result.json of two runs of one scenario, between which the topology
            or a policy changed. A figure changed if chance alone would rarely have shown it (a
            signed-rank test over the same seeds, a rank-sum test over others, at most 1 % false
            alarms for all figures together) and if its median moved by at least:

            \(Gauge.Unit.leastChanges.map { "  \($0.what): \($0.change)" }.joined(separator: "\n"))

            Where the results hold too few seeds for a test, both are simulated again on 20; a
            result of another version of chaos is simulated again on its own.

            Exit status: 0 nothing regressed; 1 something did; 2 the command line or a file is
            wrong, or the results ask different questions; 3 there is too little to tell.
            """,
        flags: [.across]
    ) { invocation, terminal throws(Failure) in
        let comparison = try Comparing(
            old: ResultInput(invocation.operands[0]), new: ResultInput(invocation.operands[1]),
            isAcross: invocation.has(.across), terminal: terminal
        ).comparison()
        if !terminal.isQuiet {
            let table = ComparisonTable(comparison)
            let lines =
                [table.tally, "  \(ComparisonTable.basis(comparison))"]
                + TextTable(ComparisonTable.head, table.changed + table.others).lines
            try terminal.print(lines.joined(separator: "\n"))
        }
        return comparison.status
    }
}

extension Comparison {
    /// What it means for a gate.
    var status: ExitStatus {
        hasRegressed ? .failed : isUndecided ? .inconclusive : .held
    }
}
