/// A flag of a command: how it is written and what it does.
///
/// Parsing and help are made from this alone, so that neither can know a flag that the other does
/// not.
package struct Flag: Hashable, Sendable {
    /// Without its dashes: `report`.
    package let name: String
    /// Its short form: `q` for `-q`.
    package let short: Character?
    /// The name of its value in help, such as `DIR`; nil: it takes none.
    package let value: String?
    /// What it does, for `chaos help`: a clause without a full stop.
    package let help: String
    /// Whether it may stand more than once; of any other flag the last one counts.
    package let isRepeatable: Bool
    /// False: known by name and refused as not supported yet.
    package let isReady: Bool

    package init(
        _ name: String, short: Character? = nil, value: String? = nil, isRepeatable: Bool = false,
        isReady: Bool = true, help: String
    ) {
        self.name = name
        self.short = short
        self.value = value
        self.help = help
        self.isRepeatable = isRepeatable
        self.isReady = isReady
    }

    /// `--report`.
    package var long: String { "--\(name)" }

    /// As help shows it: `-o, --output FILE`.
    package var synopsis: String {
        let shortForm = short.map { "-\($0), " } ?? "    "
        return shortForm + long + (value.map { " \($0)" } ?? "")
    }
}

// Every flag that there is, so that one means the same in every command.
extension Flag {
    static let help = Flag("help", short: "h", help: "show this help")
    static let version = Flag("version", short: "V", help: "show the version")
    static let quiet = Flag(
        "quiet", short: "q", help: "print nothing but errors and what was asked for")
    static let verbose = Flag(
        "verbose", help: "print warnings about the files, and what is written")
    static let noColor = Flag("no-color", help: "print without colour, as NO_COLOR does")

    static let engine = Flag(
        "engine", value: "ENGINE",
        help: "simulate (virtual time), in-process (real sockets) or subprocess (real processes)")
    static let seed = Flag(
        "seed", value: "N", help: "draw all chance from this seed instead of the scenario's")
    static let seeds = Flag(
        "seeds", value: "N", help: "run so many seeds, from the scenario's on, and judge by all")
    static let ablate = Flag(
        "ablate", help: "run again without each protection in turn, to see what each buys")
    static let set = Flag(
        "set", value: "PATH=VALUE", isRepeatable: true,
        help: "change a key, such as topology.policies.careful.timeout=500ms; repeatable")
    static let without = Flag(
        "without", value: "MECHANISM[@PLACE]", isRepeatable: true,
        help: "take a protection out, such as breaker@orders -> payments; repeatable")
    static let report = Flag(
        "report", value: "DIR",
        help: "write the reports into this folder instead of reports/<scenario>/")
    static let format = Flag(
        "format", value: "LIST",
        help: "the reports to write, of \(ReportFormat.words.joined(separator: ", ")); "
            + "\(ReportFormat.usual.map(\.rawValue).joined(separator: ",")) by default")
    static let output = Flag(
        "output", short: "o", value: "FILE",
        help: "write the one report of --format to this file, or to standard output with -")
    static let summary = Flag(
        "summary", value: "FILE",
        help: "write a summary for a pull request's comment to this file, or to standard output "
            + "with -")
    static let map = Flag(
        "map", value: "WHAT",
        help: "map what other sizes of the fault lead to: WHAT is trigger; simulate only")
    static let dryRun = Flag(
        "dry-run", help: "print what would happen when, drawn from the seed, and run nothing")
    static let allowCommands = Flag(
        "allow-commands", help: "let the scenario start programs; CHAOS_ALLOW_COMMANDS=1 does, too")
    static let allowExternal = Flag(
        "allow-external", help: "let the scenario call servers that are not on this machine")
    static let objectives = Flag(
        "objectives", value: "FILE", help: "judge by the objectives of this file instead")
    static let baseline = Flag(
        "baseline", value: "FILE", help: "fail on a regression against this result.json")
    static let across = Flag(
        "across", help: "compare even if load, faults, duration, objectives or engine differ")
}
