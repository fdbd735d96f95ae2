/// A command: how it is called, what help says about it, and what it does.
package struct Command: Sendable {
    package let name: String
    /// What follows the name and the flags: `SCENARIO…`.
    package let operands: String
    /// How many operands it takes.
    package let count: ClosedRange<Int>
    /// What it does, in one line without a full stop.
    package let summary: String
    /// More about it, for `chaos help NAME`: lines of at most 80 columns.
    package let details: String
    /// Its own flags; those that every command has are added.
    package let flags: [Flag]
    /// False: known by name and refused as not supported yet.
    package let isReady: Bool
    let perform: @Sendable (Invocation, Terminal) throws(Failure) -> ExitStatus

    init(
        _ name: String, operands: String = "", count: ClosedRange<Int> = 0...0, summary: String,
        details: String = "", flags: [Flag] = [],
        perform: @escaping @Sendable (Invocation, Terminal) throws(Failure) -> ExitStatus
    ) {
        self.name = name
        self.operands = operands
        self.count = count
        self.summary = summary
        self.details = details
        self.flags = flags + Self.everywhere
        self.perform = perform
        isReady = true
    }

    /// A command that a later version will have.
    init(later name: String, summary: String) {
        self.name = name
        self.summary = summary
        operands = ""
        count = 0...Int.max
        details = ""
        flags = []
        isReady = false
        perform = { _, _ throws(Failure) in throw .later("chaos \(name)") }
    }

    /// The flags of every command.
    private static let everywhere: [Flag] = [.quiet, .verbose, .noColor, .help]
}

// The table of commands. A new one is a file in Commands/ and a line here.
extension Command {
    package static let all: [Command] = [
        .run, .check, .list, .score, .report, .compare, .ablate, .new, .help, .version,
        Command(later: "explore", summary: "search for faults that break an objective"),
        Command(later: "shrink", summary: "the smallest scenario that still fails"),
        Command(later: "tune", summary: "search for better settings"),
        Command(later: "coverage", summary: "which faults no scenario tries"),
        Command(later: "calibrate", summary: "fit a topology to measurements"),
        Command(later: "proxy", summary: "the fault proxy alone"),
        Command(later: "serve", summary: "the reference services alone"),
        Command(later: "export", summary: "the scenario for another tool"),
    ]

    /// The command of this name, or the failure that says which was meant.
    static func named(_ name: String) throws(Failure) -> Command {
        if let command = all.first(where: { $0.name == name }) { return command }
        throw .unknown("command", name, among: all.filter(\.isReady).map(\.name))
    }
}
