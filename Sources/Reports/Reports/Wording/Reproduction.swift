import Scenarios
import Topologies

/// The command line that runs a scenario again, for a POSIX shell.
struct Reproduction {
    private let input: ReportInput

    init(_ input: ReportInput) { self.input = input }

    var command: String {
        let words = ["chaos", "run", ShellText.quoted(input.file), "--seed", "\(input.run.seed)"]
        let flags = input.overrides.map(ShellText.flag)
        return (words + flags + studies + permissions).joined(separator: " ")
    }

    /// What was asked for besides the run.
    private var studies: [String] {
        var flags: [String] = []
        if input.scorecard.ablation.contains(where: { !$0.isRestored }) { flags.append("--ablate") }
        if input.map != nil { flags += ["--map", "trigger"] }
        if let comparison = input.comparison {
            flags += ["--baseline", ShellText.quoted(comparison.against)]
        }
        return flags
    }

    /// The flags without which such a scenario is not run.
    private var permissions: [String] {
        let services = input.scenario.topology.services.map(\.implementation)
        var flags: [String] = []
        if services.contains(where: { if case .command = $0 { true } else { false } }) {
            flags.append("--allow-commands")
        }
        let leaves = services.contains {
            if case .external(let address) = $0 { !address.isLoopback } else { false }
        }
        return leaves ? flags + ["--allow-external"] : flags
    }
}
