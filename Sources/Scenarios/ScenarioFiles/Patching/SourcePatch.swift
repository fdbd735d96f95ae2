public import Scenarios

/// The change of one setting as lines of the file that it stands in.
public struct SourcePatch: Hashable, Sendable {
    public var file: String
    /// The file with the change.
    public var text: String
    /// The change in the unified format, with three lines around it; ends without a line feed.
    public var diff: String

    /// The change that sets a key path, where the files have a place for it.
    ///
    /// A value that stands there is replaced; a key that is missing becomes the first of the object
    /// that should have it.
    /// - Parameters:
    ///   - assignment: as `--set` takes it: `topology.policies.careful.timeout=500ms`.
    ///   - places: ``Scenario/places``.
    /// - Returns: nil where the setting came from the command line, its object is written as
    ///   something else, such as a word, or `without` takes out what the file has.
    public init?(_ assignment: String, places: [String: SourcePlace], files: [SourceFile]) {
        guard let setting = try? Setting(flag: assignment),
            let equals = assignment.firstIndex(of: "="),
            let path = SettingPath(assignment[..<equals])?.fromScenario
        else { return nil }
        let written = assignment[assignment.index(after: equals)...]
        var value = String(written)
        if setting.value.string != nil, written.first != "\"" { value = literal(value) }
        guard let edit = Edit(path.parts, to: value, places, files) else { return nil }
        let changed =
            Array(edit.bytes[..<edit.range.lowerBound]) + Array(edit.text.utf8)
            + Array(edit.bytes[edit.range.upperBound...])
        // What `without` takes out still stands in the file: a second one would break it.
        guard let read = try? SyntaxReader.read(changed, file: edit.file), read.duplicates.isEmpty
        else { return nil }
        file = edit.file
        text = String(decoding: changed, as: UTF8.self)
        diff = unifiedDiff(
            of: file, from: String(decoding: edit.bytes, as: UTF8.self), to: text)
    }
}

/// Whether a merged scenario, as JSON, takes an assignment as `--set` would.
public func canSet(_ assignment: String, in scenario: String) -> Bool {
    guard var tree = try? SyntaxReader.read(Array(scenario.utf8), file: "").tree,
        let setting = try? Setting(flag: assignment)
    else { return false }
    return (try? setting.apply(to: &tree)) != nil
}

/// Bytes of a file to be put in place of others.
private struct Edit {
    var file: String
    var bytes: [UInt8]
    var range: Range<Int>
    var text: String

    init?(
        _ parts: [SettingPath.Part], to value: String, _ places: [String: SourcePlace],
        _ files: [SourceFile]
    ) {
        // The longest beginning of the path that somebody wrote.
        var known = parts.count
        while known > 0, places[keyPath(parts[..<known])] == nil { known -= 1 }
        guard known > 0, let place = places[keyPath(parts[..<known])],
            let source = files.first(where: { $0.path == place.file })
        else { return nil }
        file = source.path
        bytes = Array(source.text.utf8)
        guard let range = SyntaxReader.range(ofValueAt: place, in: bytes) else { return nil }
        let missing = parts[known...]
        if missing.isEmpty {
            self.range = range
            text = value
            return
        }
        guard bytes[range.lowerBound] == UInt8(ascii: "{") else { return nil }
        var member = value
        for part in missing.reversed() {
            guard case .key(let key) = part else { return nil }
            let name = KeyPath.step(key)
            member = part == missing.first ? "\(name): \(member)" : "{ \(name): \(member) }"
        }
        let inside = range.lowerBound + 1
        self.range = inside..<inside
        let isEmpty = bytes[inside] == UInt8(ascii: "}")
        text = isEmpty ? " \(member) " : Self.opening(of: bytes, at: inside) + member + ","
    }

    /// What stands between the brace and the first key, which the new key gets as well.
    private static func opening(of bytes: [UInt8], at start: Int) -> String {
        var end = start
        var lineStart: Int?
        while end < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[end]) {
            if bytes[end] == 0x0A { lineStart = end + 1 }
            end += 1
        }
        guard let lineStart else { return " " }
        return "\n" + String(decoding: bytes[lineStart..<end], as: UTF8.self)
    }
}

private func keyPath(_ parts: ArraySlice<SettingPath.Part>) -> String {
    var path = ""
    for part in parts {
        switch part {
        case .index(let index): path += "[\(index)]"
        case .key(let key): path += (path.isEmpty ? "" : ".") + KeyPath.step(key)
        }
    }
    return path
}

/// A text as a JSON5 string.
private func literal(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { result += "\\" }
        result.unicodeScalars.append(scalar)
    }
    return result + "\""
}
