/// What the user's text may not do to a line that GitHub's runner reads.
package enum GitHubText {
    /// Lines in which nothing is a workflow command: neither `::` at the beginning of one nor
    /// `##[` anywhere.
    ///
    /// - SeeAlso: `ActionCommand` of GitHub's runner, which reads both forms.
    package static func inert(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let words = line.drop { $0.isWhitespace }
            let opening = words.hasPrefix("::") ? "\u{200B}" : ""
            return line.prefix(line.count - words.count) + opening
                + words.replacing("##[", with: "##\u{200B}[")
        }.joined(separator: "\n")
    }
}
