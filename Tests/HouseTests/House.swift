import Foundation

/// The repository that this test was built from.
enum House {
    /// Its top folder, two above this file's.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file below Sources/, by path.
    static let sources = swiftFiles(below: "Sources")
    /// Every Swift file below Tests/, by path.
    static let tests = swiftFiles(below: "Tests")

    /// The files below a folder, as paths from the top, hidden ones and build products left out.
    static func paths(below folder: String) -> [String] {
        let top = root.appending(path: folder)
        guard let found = FileManager.default.enumerator(atPath: top.path()) else { return [] }
        let paths = found.compactMap { $0 as? String }
            .filter { path in !path.split(separator: "/").contains { $0.hasPrefix(".") } }
            .filter { path in
                var isFolder: ObjCBool = false
                let full = top.appending(path: path).path(percentEncoded: false)
                return FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
                    && !isFolder.boolValue
            }
        return paths.map { folder.isEmpty ? $0 : "\(folder)/\($0)" }.sorted()
    }

    /// The text of a file, or nil when it is not UTF-8.
    static func text(of path: String) -> String? {
        try? String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    private static func swiftFiles(below folder: String) -> [SwiftFile] {
        paths(below: folder).filter { $0.hasSuffix(".swift") }.compactMap { path in
            text(of: path).map { SwiftFile(path: path, text: $0) }
        }
    }
}
