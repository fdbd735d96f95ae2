public import Chance
public import Timebase
public import Topologies

extension Monkey {
    /// What it will do: drawn before the run, so that it does not depend on what the system does.
    ///
    /// The next gap is max(`minGap`, exponential(`meanBetween`)); then `probability` decides; then
    /// a group is drawn uniformly, one instance of it (a zone: all), and an inject by weight.
    public func schedule(topology: Topology, key: Key) -> [Fault] {
        let groups = self.groups(in: topology)
        guard !groups.isEmpty, !inject.isEmpty else { return [] }
        var faults: [Fault] = []
        var at = from
        var number = 0
        while faults.count < maxFaults ?? .max {
            var generator = Generator(key.child(number))
            number += 1
            at = at + max(minGap, meanBetween * generator.exponential())
            guard at < until else { break }
            let happens = generator.happens(probability)
            let group = groups[generator.below(groups.count)]
            let target = group.target(using: &generator)
            let choice = draw(using: &generator)
            if happens { faults.append(fault(choice, on: target, at: at)) }
        }
        return faults
    }

    /// What it can hit together.
    private enum Group {
        /// One of the instances of a service that are not excepted.
        case instances(ServiceID, [Int])
        case zone(ZoneID)

        func target(using generator: inout Generator) -> Target {
            switch self {
            case .instances(let service, let indices):
                .service(service, .index(indices[generator.below(indices.count)]))
            case .zone(let zone): .zone(zone)
            }
        }
    }

    private func groups(in topology: Topology) -> [Group] {
        switch grouping {
        case .zone:
            return topology.zones.indices.filter { zone in
                contains(zone: zone, on) && !contains(zone: zone, except)
            }.map { .zone($0) }
        case .service, .instance:
            var groups: [Group] = []
            for (service, settings) in topology.services.enumerated() {
                let indices = (0..<settings.replicas).filter {
                    let zone = settings.zone(ofInstance: $0, zoneCount: topology.zones.count)
                    return contains(service, instance: $0, zone: zone, on)
                        && !contains(service, instance: $0, zone: zone, except)
                }
                if grouping == .instance {
                    groups += indices.map { .instances(service, [$0]) }
                } else if !indices.isEmpty {
                    groups.append(.instances(service, indices))
                }
            }
            return groups
        }
    }

    private func contains(zone: ZoneID, _ targets: [Target]) -> Bool {
        targets.contains(.zone(zone))
    }

    private func contains(
        _ service: ServiceID, instance: Int, zone: ZoneID?, _ targets: [Target]
    ) -> Bool {
        targets.contains {
            switch $0 {
            case .service(service, .all): true
            case .service(service, .index(instance)): true
            case .zone(let other): other == zone
            case .service, .edge, .load: false
            }
        }
    }

    private func draw(using generator: inout Generator) -> Inject {
        let total = inject.reduce(0) { $0 + $1.weight }
        var rest = generator.uniform() * total
        for choice in inject {
            rest -= choice.weight
            if rest < 0 { return choice }
        }
        return inject[inject.count - 1]
    }

    private func fault(_ inject: Inject, on target: Target, at: Instant) -> Fault {
        Fault(kind: inject.kind, on: [target], at: at, lasts: inject.lasts, path: path)
    }
}
