import Scenarios

/// Loads a scenario with what it extends and its topology, and merges them into one tree.
struct Merger {
    /// How long a chain of `extends` may be.
    static let longestChain = 20

    let load: (String) -> Result<[UInt8], LoadFailure>
    let sink: ProblemSink
    /// Whether `without` takes nothing out.
    private var isRestored = false
    private(set) var files: [SourceFile] = []
    private(set) var topologyFile: String?
    /// What was taken out, as written.
    private(set) var without: [String] = []

    init(load: @escaping (String) -> Result<[UInt8], LoadFailure>, sink: ProblemSink) {
        self.load = load
        self.sink = sink
    }

    /// The merged scenario with the topology in it; nil after a problem that leaves nothing.
    mutating func merge(_ path: String, _ overrides: Overrides) -> SyntaxTree? {
        let path = FilePath.normal(path)
        let place = SourcePlace(file: path, line: 0, column: 0)
        isRestored = overrides.isRestored
        guard var tree = scenario(path, at: place, chain: []) else { return nil }
        if let objectives = overrides.objectives {
            guard replaceObjectives(of: &tree, with: objectives) else { return nil }
        }
        for flag in overrides.set {
            attempt { () throws(Problem) in try Setting(flag: flag).apply(to: &tree) }
        }
        for text in overrides.without { remove(text, at: .without, from: &tree) }
        return tree
    }

    private func attempt(_ body: () throws(Problem) -> Void) {
        do { try body() } catch { sink.add(error) }
    }

    private mutating func remove(_ text: String, at place: SourcePlace, from tree: inout SyntaxTree)
    {
        guard !isRestored else { return }
        attempt { () throws(Problem) in try Removal(text, at: place).apply(to: &tree) }
        without.append(text)
    }

    /// Judges by another file's `objectives`, and by what it says must fail of them.
    private mutating func replaceObjectives(of tree: inout SyntaxTree, with path: String) -> Bool {
        var found: [String: SyntaxTree.Member] = [:]
        var (next, place) = (path, SourcePlace(file: path, line: 0, column: 0))
        // The nearest of the chain of `extends` counts.
        for _ in 0..<Self.longestChain {
            guard let other = file(next, at: place) else { return false }
            for member in other.members ?? [] where ["objectives", "mustFail"].contains(member.key)
            {
                if found[member.key] == nil { found[member.key] = member }
            }
            guard let parent = other["extends"], let written = parent.string else { break }
            (next, place) = (FilePath.resolve(written, from: next), parent.place)
        }
        guard let objectives = found["objectives"] else {
            let start = SourcePlace(file: path, line: 1, column: 1)
            sink.add(
                Problem(at: start, found: "there are no objectives", expected: "objectives"))
            return false
        }
        tree["objectives"] = nil
        tree["mustFail"] = nil
        tree.append(objectives)
        if let mustFail = found["mustFail"] { tree.append(mustFail) }
        return true
    }

    private mutating func scenario(
        _ path: String, at place: SourcePlace, chain: [String]
    ) -> SyntaxTree? {
        guard !chain.contains(path), chain.count < Self.longestChain else {
            let way = (chain + [path]).map { escaped($0) }.joined(separator: " -> ")
            let found =
                chain.contains(path) ? "extends goes round in a circle" : "extends is too long"
            sink.add(Problem(at: place, found: "\(found): \(way)", expected: "a chain that ends"))
            return nil
        }
        guard let own = file(path, at: place) else { return nil }
        guard own.members != nil else {
            sink.add(
                Problem(
                    at: own.place, found: "the scenario is \(own.spoken)", expected: "an object"))
            return nil
        }
        if own["services"] != nil, own["load"] == nil, own["extends"] == nil {
            sink.add(
                Problem(
                    at: own.place, found: "this file is a topology", expected: "a scenario",
                    advice: "Name it as the topology of a scenario."))
            return nil
        }
        guard var tree = extended(own, path: path, chain: chain) else { return nil }
        guard inlineTopology(&tree, own: own, path: path) else { return nil }
        applyChanges(of: own, to: &tree)
        return tree
    }

    /// The scenario that this one extends, with this one's keys in place of its own.
    private mutating func extended(
        _ own: SyntaxTree, path: String, chain: [String]
    ) -> SyntaxTree? {
        var tree = own
        if let parent = own["extends"] {
            guard let written = parent.string else {
                sink.add(
                    Problem(
                        at: parent.place, found: "extends is \(parent.spoken)",
                        expected: "a path in quotes"))
                return nil
            }
            let parentPath = FilePath.resolve(written, from: path)
            guard let base = scenario(parentPath, at: parent.place, chain: chain + [path]) else {
                return nil
            }
            tree = base
            tree.place = own.place
            for member in own.members ?? [] {
                tree[member.key] = nil
                tree.append(member)
            }
        }
        for key in ["extends", "set", "without"] { tree[key] = nil }
        return tree
    }

    /// Puts the topology's own file in the place of its path.
    private mutating func inlineTopology(
        _ tree: inout SyntaxTree, own: SyntaxTree, path: String
    ) -> Bool {
        guard let reference = own["topology"], let written = reference.string else { return true }
        let target = FilePath.resolve(written, from: path)
        guard target != path else {
            sink.add(
                Problem(
                    at: reference.place, found: "the scenario names itself as its topology",
                    expected: "the file of a topology, or the object itself"))
            return false
        }
        guard let topology = file(target, at: reference.place) else { return false }
        guard topology.members != nil else {
            sink.add(
                Problem(
                    at: topology.place, found: "the topology is \(topology.spoken)",
                    expected: "an object"))
            return false
        }
        guard topology["load"] == nil else {
            sink.add(
                Problem(
                    at: reference.place, found: "\(quoted(written)) is a scenario, not a topology",
                    expected: "the file of a topology"))
            return false
        }
        topologyFile = target
        tree["topology"] = topology
        return true
    }

    /// Applies `set` and `without` of one file, in this order.
    private mutating func applyChanges(of own: SyntaxTree, to tree: inout SyntaxTree) {
        let root = Node(tree: own, path: "", name: "", sink: sink)
        if let set = own["set"] {
            let members = root.child("set", set).members(
                expected: "an object of values by key path")
            for member in members ?? [] {
                let setting = Setting(
                    path: member.key, value: member.node.tree, place: member.place)
                attempt { () throws(Problem) in try setting.apply(to: &tree) }
            }
        }
        if let without = own["without"] {
            let nodes = root.child("without", without).elements(expected: "a list of protections")
            for node in nodes ?? [] {
                guard let text = node.text(expected: "a protection in quotes") else { continue }
                remove(text, at: node.tree.place, from: &tree)
            }
        }
    }

    private mutating func file(_ path: String, at place: SourcePlace) -> SyntaxTree? {
        switch load(path) {
        case .failure(let failure):
            sink.add(Problem(at: place, found: "\(quoted(path, limit: 400)) \(failure.spoken)"))
            return nil
        case .success(let bytes):
            do throws(Problem) {
                let (tree, duplicates) = try SyntaxReader.read(bytes, file: path)
                for problem in duplicates { sink.add(problem) }
                if !files.contains(where: { $0.path == path }) {
                    files.append(
                        SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self)))
                }
                return tree
            } catch {
                sink.add(error)
                return nil
            }
        }
    }
}

extension SourcePlace {
    /// What came from the command line's `--without`.
    fileprivate static let without = SourcePlace(file: "--without", line: 0, column: 0)
}

extension SyntaxTree {
    /// Adds a member that is known to be new.
    fileprivate mutating func append(_ member: Member) {
        guard case .object(var members) = value else { return }
        value = .null
        members.append(member)
        value = .object(members)
    }
}
