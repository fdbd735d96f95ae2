import Scenarios

extension SyntaxTree {
    /// Puts `value` at `path`; every part but a last key must be there already.
    ///
    /// - Throws: a problem at `place` that names the part that leads nowhere and the nearest word.
    mutating func set(
        _ path: ArraySlice<SettingPath.Part>, to value: SyntaxTree, at place: SourcePlace,
        name: String
    ) throws(Problem) {
        guard let part = path.first else {
            self = value
            return
        }
        let rest = path.dropFirst()
        switch self.value {
        case .object(var members):
            guard case .key(let key) = part else {
                throw lost(
                    part, in: "an object, which has no elements by number", place, name, among: [])
            }
            if let index = members.firstIndex(where: { $0.key == key }) {
                self.value = .null  // Lets the members be changed in place rather than copied.
                defer { self.value = .object(members) }
                if rest.isEmpty { members[index].keyPlace = place }
                try members[index].value.set(rest, to: value, at: place, name: name)
            } else if rest.isEmpty {
                members.append(Member(key: key, keyPlace: place, value: value))
                self.value = .object(members)
            } else {
                throw lost(part, in: "an object", place, name, among: members.map(\.key))
            }
        case .array(var elements):
            guard let index = Self.index(of: part, in: elements) else {
                throw lost(part, in: "a list", place, name, among: elements.flatMap(\.labels))
            }
            self.value = .null
            defer { self.value = .array(elements) }
            try elements[index].set(rest, to: value, at: place, name: name)
        default:
            throw lost(part, in: spoken, place, name, among: [])
        }
    }

    /// The `name` and `id` of a list's element.
    private var labels: [String] { [self["name"]?.string, self["id"]?.string].compactMap { $0 } }

    private static func index(of part: SettingPath.Part, in elements: [SyntaxTree]) -> Int? {
        switch part {
        case .index(let index): index < elements.count ? index : nil
        case .key(let label): elements.firstIndex { $0.labels.contains(label) }
        }
    }

    private func lost(
        _ part: SettingPath.Part, in what: String, _ place: SourcePlace, _ name: String,
        among words: [String]
    ) -> Problem {
        let (read, key) =
            switch part {
            case .key(let key): (quoted(key), key)
            case .index(let index): ("[\(index)]", "")
            }
        let has =
            words.isEmpty
            ? ""
            : ", which has "
                + words.prefix(12).map { escaped($0) }
                .joined(separator: ", ")
        return Problem(
            at: place, found: "\(quoted(name)) leads nowhere: \(read) is not in \(what)\(has)",
            suggestion: nearestWord(to: key, among: words))
    }

    /// The tree with every place in it replaced.
    func placed(at place: SourcePlace) -> SyntaxTree {
        var tree = self
        tree.place = place
        switch value {
        case .array(let elements): tree.value = .array(elements.map { $0.placed(at: place) })
        case .object(let members):
            tree.value = .object(
                members.map {
                    Member(key: $0.key, keyPlace: place, value: $0.value.placed(at: place))
                })
        default: break
        }
        return tree
    }
}
