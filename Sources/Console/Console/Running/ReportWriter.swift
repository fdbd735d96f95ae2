import Recordings
import ScenarioFiles

/// Writes a judgement's reports.
struct ReportWriter {
    let judgement: Judgement
    let options: WritingOptions
    let terminal: Terminal

    init(_ judgement: Judgement, _ options: WritingOptions, _ terminal: Terminal) {
        self.judgement = judgement
        self.options = options
        self.terminal = terminal
    }

    /// Writes what was asked for, and says which file to read first; nil when it is shown already.
    func write(into folder: String) throws(Failure) -> String? {
        var first: String?
        if options.writesFolder {
            try OutputFile.makeFolder(folder)
            try save(judgement.file.bytes(), "\(folder)/recording.json")
            first = "\(folder)/recording.json"
        }
        return first
    }

    private func save(_ bytes: [UInt8], _ path: String) throws(Failure) {
        try OutputFile.write(bytes, to: path)
        if terminal.isVerbose { terminal.note("wrote \(escaped(path, limit: 400))") }
    }
}
