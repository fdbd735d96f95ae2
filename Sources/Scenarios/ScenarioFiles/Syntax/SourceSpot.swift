import Scenarios

/// A place in half the room of a ``SourcePlace``: a big file has a million of them.
struct SourceSpot: Sendable {
    /// A file's name, shared by all its places.
    final class File: Sendable {
        let name: String
        init(_ name: String) { self.name = name }
    }

    private let file: File
    private let line: UInt32
    private let column: UInt32

    init(file: File, line: Int, column: Int) {
        self.file = file
        self.line = UInt32(clamping: line)
        self.column = UInt32(clamping: column)
    }

    init(_ place: SourcePlace) {
        self.init(file: File(place.file), line: place.line, column: place.column)
    }

    var place: SourcePlace { SourcePlace(file: file.name, line: Int(line), column: Int(column)) }
}
