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

    /// Writes what was asked for.
    ///
    /// - Returns: the file to read first; nil when it went to standard output.
    func write(into folder: String) throws(Failure) -> String? {
        var first: String?
        if options.writesFolder {
            try OutputFile.makeFolder(folder)
            try save(judgement.file.bytes(), to: "\(folder)/recording.json")
            for format in options.formats {
                let path = "\(folder)/\(format.fileName)"
                try save(format, to: path)
                first = first ?? path
            }
        }
        guard let file = options.file else { return first }
        if options.writesToOutput {
            try terminal.write(Array(text(options.formats[0]).text.utf8))
            return first
        }
        try save(options.formats[0], to: file)
        return file
    }

    /// Writes a report, with its pictures beside it.
    private func save(_ format: ReportFormat, to path: String) throws(Failure) {
        let report = text(format)
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        for picture in report.pictures {
            try save(Array(picture.svg.utf8), to: folder + picture.name)
        }
        try save(Array(report.text.utf8), to: path)
    }

    private func save(_ bytes: [UInt8], to path: String) throws(Failure) {
        try OutputFile.write(bytes, to: path)
        if terminal.isVerbose { terminal.note("wrote \(escaped(path, limit: 400))") }
    }

    private func text(_ format: ReportFormat) -> Report {
        switch format {
        case .markdown: markdownReport(judgement.reportInput)
        case .json: Report(text: jsonReport(judgement.reportInput), pictures: [])
        case .html: Report(text: htmlReport(judgement.reportInput), pictures: [])
        }
    }
}

extension Judgement {
    fileprivate var reportInput: ReportInput {
        ReportInput(
            scenario: scenario, file: name, version: file.version,
            digest: Digest.hexadecimal(Array(input.utf8)), overrides: file.overrides.map(\.flag),
            inputText: input, run: runs.run, control: runs.control, capacity: runs.capacity,
            scorecard: card, map: map)
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
