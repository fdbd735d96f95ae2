/// Where something was read: the file as the user named it, line and column counted from 1.
///
/// What came from a flag has the flag as its file and line 0.
public struct SourcePlace: Hashable, Sendable, CustomStringConvertible {
    public var file: String
    public var line: Int
    /// In Unicode scalars.
    public var column: Int
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
    /// `checkout.json5:14:22`, or just the flag.
    public var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}
