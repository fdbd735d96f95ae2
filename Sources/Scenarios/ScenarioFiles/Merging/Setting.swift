import Scenarios

/// One entry of `set` or one `--set`.
struct Setting {
    var path: String
    var value: SyntaxTree
    var place: SourcePlace

    init(path: String, value: SyntaxTree, place: SourcePlace) {
        self.path = path
        self.value = value
        self.place = place
    }

    /// Reads `PATH=VALUE`. A value that is not JSON5 is a text.
    init(flag: String) throws(Problem) {
        let place = SourcePlace(file: "--set", line: 0, column: 0)
        guard let equals = Self.firstEquals(in: flag) else {
            throw Problem(
                at: place, found: "\(quoted(flag)) has no \"=\"",
                expected: "a path and a value, such as policies.careful.timeout=500ms")
        }
        path = String(flag[..<equals])
        let text = String(flag[flag.index(after: equals)...])
        let read = try? SyntaxReader.read(Array(text.utf8), file: "--set")
        if let duplicate = read?.duplicates.first {
            throw Problem(at: place, found: duplicate.found)
        }
        value = (read?.tree ?? SyntaxTree(value: .string(text), place: place)).placed(at: place)
        self.place = place
    }

    /// The first `=` outside quotes.
    private static func firstEquals(in flag: String) -> String.Index? {
        var inQuotes = false
        var previous: Character = " "
        for (index, character) in zip(flag.indices, flag) {
            if character == "\"", previous != "\\" { inQuotes.toggle() }
            if character == "=", !inQuotes { return index }
            previous = character
        }
        return nil
    }

    /// Puts the value into a scenario whose topology stands in it.
    func apply(to tree: inout SyntaxTree) throws(Problem) {
        guard let path = SettingPath(path)?.fromScenario, case .key(let first) = path.parts[0]
        else {
            throw Problem(
                at: place, found: "\(quoted(self.path)) is no path",
                expected: "keys and indices, such as services.\"a.b\".endpoints.\"GET /x\"[0].work")
        }
        let fixed = ["extends", "set", "without"]
        let isWholeTopology = path.parts == [.key("topology")] && value.string != nil
        guard !fixed.contains(first), !isWholeTopology else {
            throw Problem(
                at: place, found: "\(quoted(self.path)) cannot be set",
                advice: "Write a scenario that extends this one.")
        }
        guard ObjectTable.scenario.row(first) != nil else {
            let words = ObjectTable.scenario.names + ObjectTable.topology.names
            throw Problem(
                at: place, found: "\(quoted(self.path)) leads nowhere: no key \(quoted(first))",
                suggestion: nearestWord(to: first, among: words),
                advice: "Expected one of: \(words.joined(separator: ", ")).")
        }
        try tree.set(path.parts[...], to: value, at: place, name: self.path)
    }
}
