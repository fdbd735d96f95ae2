/// The length of every function, initialiser, subscript and computed property of a source.
enum FunctionLengths {
    struct Function {
        /// Of the declaration, counted from 1.
        let line: Int
        /// From the declaration to the closing brace, both counted.
        let length: Int
    }

    static func of(_ file: SwiftFile) -> [Function] {
        var functions: [Function] = []
        for (index, line) in file.code.enumerated() {
            guard let start = declaration(in: line) else { continue }
            if let end = end(in: file.code, from: index, at: start) {
                functions.append(Function(line: index + 1, length: end - index + 1))
            }
        }
        return functions
    }

    /// Where the declaration's own word begins.
    private static func declaration(in line: Substring) -> Substring.Index? {
        var rest = line[...]
        while let start = rest.firstIndex(where: { $0.isLetter }) {
            let word = rest[start...].prefix { $0.isLetter }
            if ["func", "init", "subscript", "var", "deinit"].contains(word) {
                // `self.init(`, `.init(` and `case var` are no declarations.
                let isUse = start > line.startIndex && line[line.index(before: start)] == "."
                return isUse ? nil : start
            }
            guard modifiers.contains(word) else { return nil }
            rest = rest[word.endIndex...]
            if rest.first == "(" { rest = rest.drop { $0 != ")" }.dropFirst() }
        }
        return nil
    }

    private static let modifiers: Set<Substring> = [
        "public", "package", "private", "fileprivate", "internal", "static", "mutating", "override",
        "convenience", "required", "final", "inlinable", "usableFromInline", "inline",
        "discardableResult", "consuming", "borrowing", "nonmutating", "indirect", "lazy",
    ]

    /// The line of the brace that closes the body; nil without a body.
    ///
    /// A body opens outside of all brackets, before a line that goes on as something else.
    private static func end(in code: [Substring], from line: Int, at start: Substring.Index) -> Int?
    {
        var brackets = 0
        var braces = 0
        for index in line..<code.count {
            let text = index == line ? code[index][start...] : code[index]
            for character in text {
                switch character {
                case "(", "[": brackets += 1
                case ")", "]": brackets -= 1
                case "{": braces += 1
                case "}":
                    braces -= 1
                    if braces == 0 { return index }
                    if braces < 0 { return nil }
                case "=" where braces == 0 && brackets == 0: return nil
                default: break
                }
            }
            if braces == 0 && brackets == 0 && !goesOn(code, after: index) { return nil }
        }
        return nil
    }

    /// Whether a declaration without a brace so far may still get one on the next line.
    private static func goesOn(_ code: [Substring], after index: Int) -> Bool {
        guard index + 1 < code.count else { return false }
        let next = code[index + 1].drop { $0 == " " }
        return ["{", "->", "throws", "async", "where", "rethrows"].contains { next.hasPrefix($0) }
    }
}
