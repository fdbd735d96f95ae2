/// A Swift source as the house rules see it: its text, and its code without strings and comments.
struct SwiftFile {
    let path: String
    let lines: [Substring]
    /// The lines with the inside of strings and comments blanked out.
    let code: [Substring]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var blanker = Blanker(text)
        code = blanker.blanked().split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// `CircuitBreaker+Settings` of `…/CircuitBreaker+Settings.swift`.
    var stem: String {
        String(path.split(separator: "/").last?.dropLast(".swift".count) ?? "")
    }

    /// `Resilience` of `Sources/Domain/Resilience/…`; nil outside of the rooms.
    var room: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 3, parts[0] == "Sources" else { return nil }
        return String(parts[2])
    }

    /// The modules it imports, with the number of their lines.
    var imports: [(module: String, line: Int)] {
        code.enumerated().compactMap { index, line in
            let words = line.split(separator: " ")
            guard let at = words.firstIndex(of: "import"), at + 1 < words.count,
                words[..<at].allSatisfy({ Self.importWords.contains($0) })
            else { return nil }
            // `import struct Foundation.Data` imports from Foundation.
            let module = words[words.count - 1].split(separator: ".")[0]
            return (String(module), index + 1)
        }
    }

    private static let importWords: Set<Substring> = ["public", "package", "internal", "private"]

    /// The types declared at the top level, with the number of their lines.
    var topLevelTypes: [(name: String, line: Int, isPrivate: Bool)] {
        code.enumerated().compactMap { index, line in
            guard let first = line.first, first.isLetter || first == "@" else { return nil }
            let words = line.split { $0 == " " || $0 == ":" || $0 == "<" || $0 == "{" || $0 == "(" }
            guard let at = words.firstIndex(where: { Self.kinds.contains($0) }),
                at + 1 < words.count
            else { return nil }
            let isPrivate = words[..<at].contains { $0 == "private" || $0 == "fileprivate" }
            return (String(words[at + 1]), index + 1, isPrivate)
        }
    }

    /// The names after `struct`, `extension`, `func`, `let` and the like, at any depth.
    var declaredNames: [Substring] {
        code.flatMap { line -> [Substring] in
            let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
            return zip(words, words.dropFirst()).compactMap {
                Self.introducers.contains($0) ? $1 : nil
            }
        }
    }

    private static let introducers = kinds.union([
        "extension", "func", "typealias", "let", "var", "case",
    ])
    private static let kinds: Set<Substring> = ["struct", "enum", "class", "actor", "protocol"]
}

/// Replaces the inside of strings and comments by spaces, lines kept.
///
/// It knows nested comments, raw and multi-line strings, and interpolations, whose code it keeps.
struct Blanker {
    private let text: [Character]
    private var at = 0
    private var result: [Character] = []

    init(_ text: String) {
        self.text = Array(text)
        result.reserveCapacity(self.text.count)
    }

    mutating func blanked() -> String {
        code(untilParenthesis: false)
        return String(result)
    }

    private func sees(_ word: String, at place: Int) -> Bool {
        place + word.count <= text.count && text[place..<place + word.count].elementsEqual(word)
    }

    private mutating func keep() {
        result.append(text[at])
        at += 1
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where at < text.count {
            result.append(text[at].isNewline ? "\n" : " ")
            at += 1
        }
    }

    /// Code to the end, or to the parenthesis that ends an interpolation.
    private mutating func code(untilParenthesis: Bool) {
        var depth = 0
        while at < text.count {
            if sees("//", at: at) {
                while at < text.count, !text[at].isNewline { blank() }
            } else if sees("/*", at: at) {
                comment()
            } else if let hashes = hashesOfString() {
                string(hashes)
            } else {
                if text[at] == "(" { depth += 1 }
                if text[at] == ")" {
                    if untilParenthesis && depth == 0 { return }
                    depth -= 1
                }
                keep()
            }
        }
    }

    private mutating func comment() {
        var depth = 0
        repeat {
            if sees("/*", at: at) {
                depth += 1
                blank(2)
            } else if sees("*/", at: at) {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && at < text.count
    }

    /// How many `#` the string that begins here has before its quote; nil: none begins.
    private func hashesOfString() -> Int? {
        var place = at
        while place < text.count, text[place] == "#" { place += 1 }
        return place < text.count && text[place] == "\"" ? place - at : nil
    }

    private mutating func string(_ hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        let quote = sees("\"\"\"", at: at + hashes) ? "\"\"\"" : "\""
        blank(hashes + quote.count)
        while at < text.count {
            if sees(quote + fence, at: at) { return blank(quote.count + hashes) }
            if sees("\\" + fence + "(", at: at) {
                blank(2 + hashes)
                code(untilParenthesis: true)
                blank()
            } else if sees("\\" + fence, at: at) {
                blank(2 + hashes)
            } else {
                blank()
            }
        }
    }
}
