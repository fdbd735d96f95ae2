public import Faults
public import Topologies

extension Scenario {
    /// The edges that a target covers for a fault on the network; a service stands for all edges
    /// into it.
    public func edges(of target: Target) -> [EdgeID] {
        (0..<edgeCount).filter { edge in
            switch target {
            case .service(let service, _): callee(of: edge) == service
            case .edge(let from, let to):
                covers(from, caller: edge) && covers(to, callee: callee(of: edge))
            case .zone: true
            case .load(let stream): self.stream(ofEntry: edge) == stream
            }
        }
    }

    private func covers(_ end: Target.End, caller edge: EdgeID) -> Bool {
        switch end {
        case .any: true
        case .service(let service): caller(of: edge) == service
        case .load(let stream): self.stream(ofEntry: edge) == stream
        case .zone: caller(of: edge) != nil
        }
    }

    private func covers(_ end: Target.End, callee service: ServiceID) -> Bool {
        switch end {
        case .any, .zone: true
        case .service(let other): other == service
        case .load: false
        }
    }

    /// The edges between the two sides of a partition, in either direction.
    public func edges(between left: [Target], and right: [Target]) -> [EdgeID] {
        (0..<edgeCount).filter { edge in
            left.contains { hasCaller($0, of: edge) } && right.contains { hasCallee($0, of: edge) }
                || right.contains { hasCaller($0, of: edge) }
                    && left.contains { hasCallee($0, of: edge) }
        }
    }

    /// Whether a side of a partition is the caller of an edge.
    public func hasCaller(_ target: Target, of edge: EdgeID) -> Bool {
        switch target {
        case .service(let service, _): caller(of: edge) == service
        case .zone: caller(of: edge) != nil
        case .load(let stream): self.stream(ofEntry: edge) == stream
        case .edge: false
        }
    }

    /// Whether a side of a partition is the callee of an edge.
    public func hasCallee(_ target: Target, of edge: EdgeID) -> Bool {
        switch target {
        case .service(let service, _): callee(of: edge) == service
        case .zone: true
        case .load, .edge: false
        }
    }

    /// The edges that a fault falls on: what it stops, delays or, for an instance, leads to it.
    public func edges(of fault: Fault) -> [EdgeID] {
        if case .partition(let from, _) = fault.kind { return edges(between: fault.on, and: from) }
        if fault.kind.scope == .platform { return [] }
        let all = fault.on.flatMap { edges(of: $0) }
        return (0..<edgeCount).filter { all.contains($0) }
    }

    /// The services whose instances a fault falls on, or what watches over them.
    public func services(of fault: Fault) -> [ServiceID] {
        guard [.instance, .zone, .platform].contains(fault.kind.scope) else { return [] }
        return topology.services.indices.filter { service in
            fault.on.contains { hits($0, service) }
        }
    }

    private func hits(_ target: Target, _ service: ServiceID) -> Bool {
        switch target {
        case .service(let other, _): return other == service
        case .zone(let zone):
            let settings = topology.services[service]
            return (0..<settings.replicas).contains {
                settings.zone(ofInstance: $0, zoneCount: topology.zones.count) == zone
            }
        case .edge, .load: return false
        }
    }

    /// A target as the format writes it.
    public func text(of target: Target) -> String {
        switch target {
        case .service(let service, let instances):
            let name = topology.services[service].name
            switch instances {
            case .all: return name
            case .index(let index): return "\(name)#\(index)"
            case .count(let count): return "\(name)[\(count)]"
            case .share(let share): return "\(name)[\(Int((share * 100).rounded()))%]"
            }
        case .edge(let from, let to): return "\(text(of: from)) -> \(text(of: to))"
        case .zone(let zone): return "zone:\(topology.zones[zone])"
        case .load(let stream): return "load:\(load[stream].name)"
        }
    }

    private func text(of end: Target.End) -> String {
        switch end {
        case .any: "*"
        case .service(let service): topology.services[service].name
        case .load(let stream): "load:\(load[stream].name)"
        case .zone(let zone): "zone:\(topology.zones[zone])"
        }
    }

    /// A fault's targets as the format writes them.
    public func targets(of fault: Fault) -> String {
        let on = fault.on.map { text(of: $0) }.joined(separator: ", ")
        guard case .partition(let from, let direction) = fault.kind else { return on }
        let others = from.map { text(of: $0) }.joined(separator: ", ")
        switch direction {
        case .both: return "\(on) <-> \(others)"
        case .to: return "\(on) <- \(others)"
        case .from: return "\(on) -> \(others)"
        }
    }
}
