import Reports
import ScenarioFiles

/// What is told of all scenarios together once they have run: the summary for a pull request, and,
/// in a job of GitHub Actions, its page and its annotations.
struct RunDigest {
    private let options: WritingOptions
    private let terminal: Terminal
    private let job = GitHubJob()
    private var inputs: [ReportInput] = []
    private var failures: [SummaryFailure] = []

    init(_ options: WritingOptions, _ terminal: Terminal) {
        self.options = options
        self.terminal = terminal
    }

    /// Whether anybody wants it; if not, nothing is kept.
    private var isWanted: Bool { job != nil || options.summary != nil }

    mutating func add(_ judgement: Judgement) {
        if isWanted { inputs.append(judgement.reportInput) }
    }

    /// A scenario that could not be run.
    mutating func add(_ failure: Failure, of path: String) {
        if isWanted { failures.append(SummaryFailure(file: path, message: failure.message)) }
    }

    /// Writes the summary where it was asked for, and what GitHub wants to know.
    func finish() throws(Failure) {
        guard isWanted, !(inputs.isEmpty && failures.isEmpty) else { return }
        let text = summaryReport(inputs, failures: failures)
        let bytes = Array(text.utf8)
        if let file = options.summary, file != "-", file != job?.summary {
            try OutputFile.write(bytes, to: file)
            if terminal.isVerbose { terminal.note("wrote \(escaped(file, limit: 400))") }
        }
        if options.summary == "-" { try terminal.write(bytes) }
        guard let job else { return }
        if !job.summary.isEmpty { try OutputFile.append(bytes, to: job.summary) }
        try annotate(in: job)
    }

    /// On standard output, which the runner reads; on standard error where that is a report's. It
    /// reads both.
    private func annotate(in job: GitHubJob) throws(Failure) {
        let lines =
            failures.map { annotation(file: $0.file, failure: $0.message, folder: job.folder) }
            + inputs.flatMap { annotations($0, folder: job.folder) }
        guard !lines.isEmpty else { return }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        if options.writesToOutput {
            terminal.writeError(bytes)
        } else {
            try terminal.write(bytes)
        }
    }
}
