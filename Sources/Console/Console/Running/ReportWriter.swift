import Recordings
import Reports
import ScenarioFiles

/// Writes a judgement's reports.
struct ReportWriter {
    private let judgement: Judgement
    private let options: WritingOptions
    private let terminal: Terminal

    init(_ judgement: Judgement, _ options: WritingOptions, _ terminal: Terminal) {
        self.judgement = judgement
        self.options = options
        self.terminal = terminal
    }

    /// Writes what was asked for: the recording and its reports together, so that they are of one
    /// run whatever comes between.
    ///
    /// - Returns: the file to read first; nil when it went to standard output.
    func write(into folder: String) throws(Failure) -> String? {
        var first: String?
        if options.writesFolder {
            try OutputFile.makeFolder(folder)
            var files = [("\(folder)/recording.json", judgement.file.bytes())]
            for format in options.formats {
                let path = "\(folder)/\(format.fileName)"
                files += self.files(format, at: path)
                first = first ?? path
            }
            try save(files)
        }
        guard let file = options.file else { return first }
        if file == "-" {
            try terminal.write(Array(text(options.formats[0]).text.utf8))
            return first
        }
        try save(files(options.formats[0], at: file))
        return file
    }

    /// A report's pictures, which stand beside it, and the report.
    private func files(_ format: ReportFormat, at path: String) -> [(String, [UInt8])] {
        let report = text(format)
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        return report.pictures.map { (folder + $0.name, Array($0.svg.utf8)) }
            + [(path, Array(report.text.utf8))]
    }

    private func save(_ files: [(String, [UInt8])]) throws(Failure) {
        try OutputFile.write(files)
        guard terminal.isVerbose else { return }
        for (path, _) in files { terminal.note("wrote \(escaped(path, limit: 400))") }
    }

    private func text(_ format: ReportFormat) -> Report {
        switch format {
        case .markdown: markdownReport(judgement.reportInput)
        case .json: Report(text: jsonReport(judgement.reportInput), pictures: [])
        case .html: Report(text: htmlReport(judgement.reportInput), pictures: [])
        case .junit: Report(text: junitReport(judgement.reportInput), pictures: [])
        case .prometheus: Report(text: prometheusReport(judgement.reportInput), pictures: [])
        case .otlp: Report(text: otlpReport(judgement.reportInput), pictures: [])
        }
    }
}

extension Judgement {
    var reportInput: ReportInput {
        var report = ReportInput(
            scenario: scenario, file: name, version: file.version,
            digest: Digest.hexadecimal(Array(input.utf8)), overrides: file.overrides.map(\.flag),
            inputText: input, run: runs.run, control: runs.control, capacity: runs.capacity,
            scorecard: card, map: map)
        report.comparison = comparison
        return report
    }
}

extension RecordingFile.Override {
    /// As the command line had it.
    fileprivate var flag: String {
        switch self {
        case .set(let assignment): "--set \(assignment)"
        case .without(let protection): "--without \(protection)"
        }
    }
}
