import Scenarios

/// Where problems go while a tree is read.
final class ProblemSink {
    private(set) var problems = Problems()
    func add(_ problem: Problem) { problems.add(problem) }
}

/// A value being read: the tree, its key path in the scenario, and where to report problems.
struct Node {
    let tree: SyntaxTree
    /// Its key path, such as `topology.policies.careful.breaker`.
    let path: String
    /// What problems call it, such as `breaker.openFor`.
    let name: String
    let sink: ProblemSink

    /// The value below a key or an index of this one.
    func child(_ key: String, _ tree: SyntaxTree) -> Node {
        let step = KeyPath.step(key)
        let owner = lastName
        return Node(
            tree: tree, path: path.isEmpty ? step : "\(path).\(step)",
            name: owner.isEmpty ? step : "\(owner).\(step)", sink: sink)
    }

    /// An element of this list.
    func child(_ index: Int, _ tree: SyntaxTree) -> Node {
        Node(tree: tree, path: "\(path)[\(index)]", name: "\(name)[\(index)]", sink: sink)
    }

    /// The last part of the name: what an object's keys are named after.
    private var lastName: String {
        KeyPath.last(of: name)
    }

    /// The members with their nodes, or nil with a problem when this is no object.
    func members(expected: String) -> [(key: String, place: SourcePlace, node: Node)]? {
        guard let members = tree.members else {
            refuse(expected: expected)
            return nil
        }
        return members.map { ($0.key, $0.keyPlace, child($0.key, $0.value)) }
    }

    /// The elements with their nodes, or nil with a problem when this is no list.
    func elements(expected: String) -> [Node]? {
        guard let elements = tree.elements else {
            refuse(expected: expected)
            return nil
        }
        return elements.enumerated().map { child($0.offset, $0.element) }
    }

    /// Reports that this value is not what was expected.
    func refuse(expected: String, suggestion: String? = nil, advice: String? = nil) {
        report(
            "\(name) is \(tree.spoken)", expected: expected, suggestion: suggestion, advice: advice)
    }

    /// Reports a problem at this value.
    func report(
        _ found: String, expected: String? = nil, suggestion: String? = nil, advice: String? = nil
    ) {
        sink.add(
            Problem(
                at: tree.place, found: found, expected: expected, suggestion: suggestion,
                advice: advice))
    }

    /// Reports that the format has this and this version does not.
    func refuseAsLater(_ what: String) {
        report("\(what) is not supported yet", advice: "Take it out to run with this version.")
    }
}
