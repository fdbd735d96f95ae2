/// What stands on a terminal's screen after what was drawn on it: as much of ECMA-48 as is used.
struct Screen {
    private(set) var columns: Int
    private(set) var lines: [[Character]] = [[]]
    private(set) var row = 0
    private var column = 0
    private(set) var wraps = true
    /// Sequences that are not known here, or that leave a terminal other than it was.
    private(set) var strange: [String] = []
    /// How often a whole view was drawn.
    private(set) var frames = 0

    init(columns: Int) { self.columns = columns }

    /// The lines without the spaces at their ends.
    var text: [String] {
        lines.map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return String(line)
        }
    }

    /// Makes it narrower: what is wider now is wrapped, as most terminals do.
    mutating func narrow(to columns: Int) {
        self.columns = columns
        var wrapped: [[Character]] = []
        for (number, line) in lines.enumerated() {
            if number == row { row = wrapped.count }
            let parts = stride(from: 0, to: max(1, line.count), by: columns)
            wrapped += parts.map { Array(line[$0..<min(line.count, $0 + columns)]) }
        }
        lines = wrapped
    }

    mutating func draw(_ bytes: [UInt8]) {
        var rest = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\r": column = 0
            case "\n": down()
            case "\u{1B}": obey(&rest)
            default: put(Character(scalar))
            }
        }
    }

    private mutating func down() {
        row += 1
        if row == lines.count { lines.append([]) }
    }

    private mutating func put(_ character: Character) {
        if column == columns {
            guard wraps else { return }
            column = 0
            down()
        }
        while lines[row].count <= column { lines[row].append(" ") }
        lines[row][column] = character
        column += 1
    }

    private mutating func obey(_ rest: inout ArraySlice<Unicode.Scalar>) {
        var words = ""
        _ = rest.popFirst()
        while let scalar = rest.popFirst() {
            words.unicodeScalars.append(scalar)
            if scalar.properties.isAlphabetic { break }
        }
        switch words {
        case "K": lines[row] = Array(lines[row].prefix(column))
        case "2K": lines[row] = []
        case "J":
            lines[row] = Array(lines[row].prefix(column))
            lines.removeSubrange((row + 1)...)
        case "?7l":
            wraps = false
            frames += 1
        case "?7h": wraps = true
        case _ where words.hasSuffix("A"):
            row = max(0, row - (Int(words.dropLast()) ?? 1))
        case _ where words.hasSuffix("m"): break
        default: strange.append(words)
        }
    }
}
