public import Scenarios

/// What is wrong in a file or an override: where, what was read, what was expected, what to do.
public struct Problem: Error, Hashable, Sendable {
    /// Where it stands; an override has the file `--set` or `--without` and no line.
    public var place: SourcePlace
    /// What was read, such as `breaker.openFor is "0s"`. A user's text in it is already escaped.
    public var found: String
    /// What would have been right, such as `a duration above zero, such as "5s"`.
    public var expected: String?
    /// The nearest valid word.
    public var suggestion: String?
    /// What to do, a sentence.
    public var advice: String?
    /// The id under which the format's reference explains it, of a warning.
    public var lint: String?

    public init(
        at place: SourcePlace, found: String, expected: String? = nil, suggestion: String? = nil,
        advice: String? = nil, lint: String? = nil
    ) {
        self.place = place
        self.found = found
        self.expected = expected
        self.suggestion = suggestion
        self.advice = advice
        self.lint = lint
    }
}

extension Problem: CustomStringConvertible {
    /// One line: `checkout.json5:14:22: breaker.openFor is "0s"; expected a duration above zero`.
    /// A warning ends with its id: `[short-timeout]`.
    public var description: String {
        var text = "\(place.rendered): \(found)"
        if let expected { text += "; expected \(expected)" }
        if let suggestion { text += "; did you mean \(quoted(suggestion))?" }
        if let advice { text += (suggestion == nil ? ". " : " ") + advice }
        if let lint { text += " [\(lint)]" }
        return text
    }
}

extension SourcePlace {
    /// `file:line:column`, or the file alone when there is no line.
    package var rendered: String {
        let name = escaped(file, limit: 400)
        return line > 0 ? "\(name):\(line):\(column)" : name
    }
}
