import Faults
import Scenarios
import Topologies

/// What targets are checked against: the names, and the edges that calls make.
struct TargetReader {
    let names: Names
    /// Edges between services in their order; nil where a call could not be read.
    let edges: [Edge]?
    /// The service each stream sends to, in stream order.
    let entries: [ServiceID]
    let edgeIDs: [Edge: EdgeID]

    init(names: Names, edges: [Edge]?, entries: [ServiceID]) {
        self.names = names
        self.edges = edges
        self.entries = entries
        edgeIDs = Dictionary(
            (edges ?? []).enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What a kind of fault hits.
    enum Wanted { case edges, instances, zones, streams, sides, subjects, services }

    /// One target as written, or nil with a problem.
    func read(_ node: Node, _ wanted: Wanted, for what: String) -> Target? {
        guard let text = node.text(expected: "a target in quotes, such as \"payments\"") else {
            return nil
        }
        guard let target = parse(text, node) else { return nil }
        if let fitting = fit(target, wanted, node) { return fitting }
        node.report(
            "\(node.name) is \(quoted(text))", expected: "\(Self.spoken(wanted)) for \(what)")
        return nil
    }

    private static func spoken(_ wanted: Wanted) -> String {
        switch wanted {
        case .edges: "an edge such as \"orders -> payments\", or a service,"
        case .instances:
            "a service or some of its instances, such as \"payments\" or \"payments#1\","
        case .zones: "a zone such as \"zone:a\""
        case .streams: "a load stream such as \"load:checkout\""
        case .sides: "a service, an instance, a zone or a load stream"
        case .subjects: "a service or a zone"
        case .services: "a whole service, such as \"payments\","
        }
    }

    /// The target as the kind takes it, or nil when the kind cannot.
    private func fit(_ target: Target, _ wanted: Wanted, _ node: Node) -> Target? {
        switch (wanted, target) {
        case (.edges, .edge), (.edges, .service), (.instances, .service), (.zones, .zone),
            (.streams, .load), (.sides, .service), (.sides, .zone), (.sides, .load),
            (.subjects, .service), (.subjects, .zone), (.services, .service(_, .all)):
            target
        case (.edges, .zone(let zone)): .edge(from: .any, to: .zone(zone))
        default: nil
        }
    }

    private func parse(_ text: String, _ node: Node) -> Target? {
        let halves = Self.halves(of: text)
        if halves.count == 2 { return edge(String(halves[0]), String(halves[1]), node) }
        if text.hasPrefix("zone:") { return zone(text, node).map { .zone($0) } }
        if text.hasPrefix("load:") { return stream(text, node).map { .load($0) } }
        return instances(text, node)
    }

    /// The two sides of `a -> b`, without the spaces around them.
    static func halves(of text: String) -> [Substring] {
        let scalars = text.unicodeScalars
        guard
            let dash = scalars.indices.first(where: {
                scalars[$0...].starts(with: "->".unicodeScalars)
            })
        else { return [Substring(text)] }
        let behind = scalars.index(dash, offsetBy: 2)
        return [Substring(scalars[..<dash]), Substring(scalars[behind...])].map { trimmed($0) }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }

    private func zone(_ text: String, _ node: Node) -> ZoneID? {
        let name = String(text.dropFirst(5))
        if let zone = names.zone(name) { return zone }
        node.refuseName(name, kind: "zone", among: names.zones)
        return nil
    }

    private func stream(_ text: String, _ node: Node) -> StreamID? {
        let name = String(text.dropFirst(5))
        if let stream = names.stream(name) { return stream }
        node.refuseName(name, kind: "load stream", among: names.streams)
        return nil
    }

    /// `payments`, `payments#1`, `payments[2]` or `payments[50%]`.
    private func instances(_ text: String, _ node: Node) -> Target? {
        let name = String(text.prefix { $0 != "#" && $0 != "[" })
        guard let service = names.service(name) else {
            node.refuseName(name, kind: "service", among: names.services)
            return nil
        }
        let rest = text.dropFirst(name.count)
        if rest.isEmpty { return .service(service, .all) }
        if rest.first == "#", let index = Self.whole(rest.dropFirst()) {
            return .service(service, .index(index))
        }
        if rest.first == "[", rest.last == "]" {
            let inner = rest.dropFirst().dropLast()
            if let count = Self.whole(inner), count > 0 { return .service(service, .count(count)) }
            if inner.last == "%", let share = decimal(inner.dropLast()), share > 0, share <= 100 {
                return .service(service, .share(share / 100))
            }
        }
        node.refuse(
            expected:
                "\"\(escaped(name))#1\" for one instance, \"[2]\" for a number, \"[50%]\" for a "
                + "share"
        )
        return nil
    }

    private static func whole(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 6, text.utf8.allSatisfy(isDigit) else { return nil }
        return Int(text)
    }
}

extension TargetReader {
    private func edge(_ from: String, _ to: String, _ node: Node) -> Target? {
        guard let from = end(from, node), let to = end(to, node) else { return nil }
        if case .load = to {
            node.refuse(expected: "a service behind \"->\"; load only sends")
            return nil
        }
        guard exists(from, to) else {
            node.report(
                "no call goes along \(node.tree.spoken)",
                expected: "an edge that a step or a stream makes",
                suggestion: nearestWord(to: node.tree.string ?? "", among: edgeNames),
                advice: edgesSpoken)
            return nil
        }
        return .edge(from: from, to: to)
    }

    private func end(_ text: String, _ node: Node) -> Target.End? {
        if text == "*" { return .any }
        if text.hasPrefix("zone:") { return zone(text, node).map { .zone($0) } }
        if text.hasPrefix("load:") { return stream(text, node).map { .load($0) } }
        if let service = names.service(text) { return .service(service) }
        node.refuseName(text, kind: "service", among: names.services)
        return nil
    }

    /// Whether any edge joins the two ends; a zone may hold any service.
    private func exists(_ from: Target.End, _ to: Target.End) -> Bool {
        guard let edges else { return true }
        func fits(_ end: Target.End, _ service: ServiceID) -> Bool {
            switch end {
            case .any, .zone: true
            case .service(let wanted): wanted == service
            case .load: false
            }
        }
        let between = edges.contains { fits(from, $0.from) && fits(to, $0.to) }
        if between { return true }
        return entries.enumerated().contains { stream, service in
            switch from {
            case .any: fits(to, service)
            case .load(let wanted): wanted == stream && fits(to, service)
            case .service, .zone: false
            }
        }
    }

    /// Every edge by name, those between services first.
    var edgeNames: [String] {
        let between = (edges ?? []).map { "\(names.services[$0.from]) -> \(names.services[$0.to])" }
        let entering = zip(names.streams, entries).map { "load:\($0) -> \(names.services[$1])" }
        return between + entering
    }

    private var edgesSpoken: String {
        let shown = edgeNames.prefix(8).map { escaped($0) }.joined(separator: ", ")
        return edgeNames.isEmpty
            ? "There is none." : "There is: \(shown)\(edgeNames.count > 8 ? ", …" : "")."
    }
}
