import Scenarios

/// An object whose keys have been checked against its table.
struct Fields {
    let node: Node
    let table: ObjectTable
    private let index: [String: Int]

    /// Checks the keys; nil, with a problem, when the node is no object.
    init?(_ node: Node, _ table: ObjectTable, expected: String? = nil) {
        guard let members = node.tree.members else {
            node.refuse(expected: expected ?? "an object with \(listed(table.names))")
            return nil
        }
        self.node = node
        self.table = table
        index = Dictionary(
            members.enumerated().map { ($0.element.key, $0.offset) }, uniquingKeysWith: { $1 })
        check(members)
    }

    private func check(_ members: [SyntaxTree.Member]) {
        var hasLater = false
        var meant: [String] = []  // keys that an unknown one probably stands for
        for member in members {
            guard let row = table.row(member.key) else {
                meant += [reportUnknown(member)].compactMap { $0 }
                continue
            }
            guard row.isLater else { continue }
            hasLater = true
            node.child(member.key, member.value).refuseAsLater(
                node.child(member.key, member.value).name)
        }
        guard !hasLater else { return }
        for row in table.rows
        where row.isRequired && index[row.name] == nil && !meant.contains(row.name) {
            let owner = node.name.isEmpty ? "the scenario" : node.name
            node.report("\(owner) has no \(quoted(row.name))", expected: row.plainType)
        }
    }

    /// Reports a key that the table does not have, and says which one was probably meant.
    private func reportUnknown(_ member: SyntaxTree.Member) -> String? {
        let nearest = nearestWord(to: member.key, among: table.rows.map(\.name))
        node.sink.add(
            Problem(
                at: member.keyPlace, found: "unknown key \(quoted(member.key))",
                suggestion: nearest,
                advice: "Expected one of: \(table.names.joined(separator: ", "))."))
        return nearest
    }

    /// Whether the file has the key.
    func has(_ key: String) -> Bool { index[key] != nil }

    /// The value of a key; its default when it is not written; nil when it has none.
    subscript(key: String) -> Node? {
        guard let row = table.row(key) else {
            preconditionFailure("\(table.title) has no row for \(key)")
        }
        if let index = index[key], let members = node.tree.members {
            return node.child(key, members[index].value)
        }
        guard let standard = row.standard else { return nil }
        let tree = SyntaxTree(value: standard.value(node.tree), place: node.tree.place)
        return node.child(key, tree)
    }

    /// The value of a key, only when it is written.
    func written(_ key: String) -> Node? { has(key) ? self[key] : nil }

    /// Reports those of `keys` that are written, though they do nothing beside the rest.
    func refuseIdle(_ keys: [String], _ why: String, expected: String) {
        for key in keys {
            guard let node = written(key) else { continue }
            node.report(
                "\(node.name) does nothing \(why)", expected: expected, advice: "Or take it out.")
        }
    }

    /// The keys of `choices` that are written; a problem unless exactly one is.
    func one(of choices: [String]) -> String? {
        let given = choices.filter { has($0) }
        guard given.count != 1 else { return given[0] }
        // An unknown key has been reported already, and is probably one of the choices.
        if given.isEmpty, index.keys.contains(where: { table.row($0) == nil }) { return nil }
        let read = given.isEmpty ? "none of \(listed(choices))" : "both \(listed(given))"
        node.report("\(node.name) has \(read)", expected: "exactly one of them")
        return nil
    }
}

/// `a, b and c`.
func listed(_ words: [String], _ joiner: String = "and") -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(joiner) \(last)"
}
