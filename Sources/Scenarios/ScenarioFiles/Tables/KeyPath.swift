/// Key paths as text: `topology.services."a.b".endpoints."POST /x"[0].work`.
enum KeyPath {
    /// A key as a path writes it: in quotes unless it is letters, digits, `-` and `_`.
    static func step(_ key: String) -> String {
        let isPlain = key.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || scalar == "-" || scalar == "_"
        }
        return isPlain && !key.isEmpty && key.unicodeScalars.count <= 80 ? key : quoted(key)
    }

    /// The last part of a path, with the indices behind it.
    static func last(of path: String) -> String {
        var inQuotes = false
        var start = path.startIndex
        var previous: Character = " "
        for (index, character) in zip(path.indices, path) {
            if character == "\"", previous != "\\" { inQuotes.toggle() }
            if character == ".", !inQuotes { start = path.index(after: index) }
            previous = character
        }
        return String(path[start...])
    }
}
