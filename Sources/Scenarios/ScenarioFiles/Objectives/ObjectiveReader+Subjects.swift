import Faults
import Scenarios
import Topologies

extension ObjectiveReader {
    /// Whom an objective is about, checked against what its metric can be asked of.
    func readSubject(_ node: Node, _ metric: Metric) -> Objective.Subject? {
        guard let text = node.text(expected: "a name in quotes, or \"all\"") else { return nil }
        if text == "all" { return .all }
        let names = targets.names
        switch metric.subjects {
        case .stream: return stream(text, node).map { .stream($0) }
        case .service: return service(text, node).map { .service($0) }
        case .edge: return edge(text, node).map { .edge($0) }
        case .mechanism: return mechanism(text, node)
        case .any:
            if let stream = names.stream(text) { return .stream(stream) }
            if let service = names.service(text) { return .service(service) }
            return edge(text, node).map { .edge($0) }
        }
    }

    private func stream(_ text: String, _ node: Node) -> StreamID? {
        let name = text.hasPrefix("load:") ? String(text.dropFirst(5)) : text
        if let stream = targets.names.stream(name) { return stream }
        node.refuseName(name, kind: "load stream", among: targets.names.streams)
        return nil
    }

    private func service(_ text: String, _ node: Node) -> ServiceID? {
        if let service = targets.names.service(text) { return service }
        node.refuseName(text, kind: "service", among: targets.names.services)
        return nil
    }

    /// One edge by its two ends, as a number through service edges and entry edges.
    private func edge(_ text: String, _ node: Node) -> EdgeID? {
        let expected = "one edge, such as \"orders -> payments\""
        guard TargetReader.halves(of: text).count == 2 else {
            node.refuse(
                expected: expected, suggestion: nearestWord(to: text, among: targets.edgeNames))
            return nil
        }
        let written = SyntaxTree(value: .string(text), place: node.tree.place)
        let half = Node(tree: written, path: node.path, name: node.name, sink: node.sink)
        guard let target = targets.read(half, .edges, for: "an objective") else { return nil }
        switch target {
        case .edge(.service(let from), .service(let to)):
            return targets.edgeID(from: from, to: to)
        case .edge(.load(let stream), _):
            return targets.entryEdge(of: stream)
        default:
            node.refuse(expected: expected)
            return nil
        }
    }

    /// `breakers` or `breakers@orders -> payments`.
    private func mechanism(_ text: String, _ node: Node) -> Objective.Subject? {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let word = String(parts[0])
        guard Self.mechanisms.contains(word) else {
            node.refuseName(word, kind: "mechanism", among: Self.mechanisms)
            return nil
        }
        guard parts.count == 2 else { return .mechanism(word, nil) }
        return edge(String(parts[1]), node).map { .mechanism(word, $0) }
    }
}

extension TargetReader {
    /// The number of an edge between services; 0 where the edges are not known.
    func edgeID(from: ServiceID, to: ServiceID) -> EdgeID? {
        guard edges != nil else { return 0 }
        return edgeIDs[Edge(from: from, to: to)]
    }

    /// The number of a stream's entry edge.
    func entryEdge(of stream: StreamID) -> EdgeID { edgeIDs.count + stream }
}
