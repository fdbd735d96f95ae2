import ScenarioFiles

/// Why a command ended without a result: what to say, and the exit status.
package struct Failure: Error, Hashable, Sendable {
    package var status: ExitStatus
    /// One or more lines, without a line feed at the end. A user's text in it is escaped.
    package var message: String
    /// What to do about it, a line of its own.
    package var hint: String?

    package init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    /// The command line or a file is wrong.
    package static func misuse(_ message: String, hint: String? = nil) -> Failure {
        Failure(.misuse, message, hint: hint)
    }

    /// A word that is none of the valid ones, with the nearest.
    package static func unknown(_ kind: String, _ word: String, among words: [String]) -> Failure {
        var message = "unknown \(kind) \(quoted(word))"
        if let nearest = nearestWord(to: word, among: words) {
            message += "; did you mean \(quoted(nearest))?"
        } else if words.count <= 12 {
            message += "; expected one of \(words.joined(separator: ", "))"
        }
        return .misuse(message)
    }

    /// Something that a later version will have.
    package static func later(_ what: String, instead: String? = nil) -> Failure {
        .misuse("\(what) is not supported yet" + (instead.map { "; \($0)" } ?? ""))
    }
}
