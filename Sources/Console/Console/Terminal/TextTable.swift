import ScenarioFiles

/// Rows in columns of a fixed width, for a terminal.
struct TextTable {
    private let head: [String]
    private let rows: [[String]]

    /// - Parameters:
    ///   - head: the names of the columns; `>` before those that stand to the right.
    ///   - rows: texts that may be a user's; what would break a line or a terminal is escaped.
    init(_ head: [String], _ rows: [[String]]) {
        self.head = head
        self.rows = rows.map { row in row.map { escaped($0, limit: 60) } }
    }

    /// The lines, each two blanks in.
    var lines: [String] {
        let names = head.map { $0.hasPrefix(">") ? String($0.dropFirst()) : $0 }
        let all = [names] + rows
        let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = row.indices.map { column in
                let blanks = String(
                    repeating: " ", count: max(0, widths[column] - row[column].count))
                return head[column].hasPrefix(">") ? blanks + row[column] : row[column] + blanks
            }
            let line = "  " + cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
