/// The counters' names as a recording file states them: the case names, in their order.
enum ColumnNames {
    static func of<Column: Counter>(_ columns: Column.Type) -> [String] {
        Column.allCases.map { "\($0)" }
    }
}
