import ScenarioFiles
import Scenarios

/// Which reports are written, and where.
struct WritingOptions {
    let formats: [ReportFormat]
    /// The one file that takes the place of the folder; `-` is standard output.
    let file: String?
    /// The folder that the user chose.
    let folder: String?
    /// Where the summary goes; `-` is standard output.
    let summary: String?

    init(_ invocation: Invocation) throws(Failure) {
        formats = try ReportFormat.list(invocation.value(of: .format))
        file = invocation.value(of: .output)
        folder = invocation.value(of: .report)
        summary = invocation.value(of: .summary)
        let given = [(Flag.output, file), (.report, folder), (.summary, summary)]
        for (flag, value) in given where value == "" {
            throw .misuse("\(flag.long) needs a value: \(flag.long) \(flag.value ?? "")")
        }
        guard file == nil || formats.count == 1 else {
            throw .misuse(
                "--output takes one report, not \(formats.count); name it with --format, one of "
                    + ReportFormat.words.joined(separator: ", "))
        }
        guard file != "-" || summary != "-" else {
            throw .misuse(
                "--output - and --summary - both ask for standard output; give one of them a file")
        }
    }

    /// Whether a folder of reports is written: always, unless one file was asked for instead.
    var writesFolder: Bool { file == nil || folder != nil }
    /// Whether standard output belongs to what was asked for there.
    var writesToOutput: Bool { file == "-" || summary == "-" }
}
