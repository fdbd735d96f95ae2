import ScenarioFiles

/// Which reports are written, and where.
struct WritingOptions {
    let formats: [ReportFormat]
    /// The one file that takes the place of the folder; `-` is standard output.
    let file: String?
    /// The folder that the user chose.
    let folder: String?

    init(_ invocation: Invocation) throws(Failure) {
        formats = try ReportFormat.list(invocation.value(of: .format))
        file = invocation.value(of: .output)
        folder = invocation.value(of: .report)
        for (flag, value) in [(Flag.output, file), (.report, folder)] where value == "" {
            throw .misuse("\(flag.long) needs a value: \(flag.long) \(flag.value ?? "")")
        }
        guard file == nil || formats.count == 1 else {
            throw .misuse("--output takes one report; name it with --format md or --format json")
        }
    }

    /// Whether a folder of reports is written: always, unless one file was asked for instead.
    var writesFolder: Bool { file == nil || folder != nil }
    var writesToOutput: Bool { file == "-" }
}
