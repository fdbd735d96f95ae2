import Chance
import Faults
import Microservices
import Topologies

extension Conductor {
    /// The instances a fault hits, drawn by the seed among those that are up at the moment.
    func drawInstances(of fault: Fault, window: Int) -> [Int] {
        var drawn: [Int] = []
        for target in fault.on {
            for host in draw(target, window: window) where !drawn.contains(host) {
                drawn.append(host)
            }
        }
        return drawn
    }

    func draw(_ target: Target, window: Int) -> [Int] {
        if case .zone(let zone) = target {
            return (0..<platform.hostCount).filter {
                platform.zone(of: $0) == zone && platform.isUp($0)
            }
        }
        guard case .service(let service, let instances) = target else { return [] }
        let alive = platform.hosts(of: service).filter { platform.isUp($0) }
        let count: Int
        switch instances {
        case .all: return alive
        case .index(let index): return alive.filter { platform.index(of: $0) == index }
        case .count(let wanted): count = min(wanted, alive.count)
        case .share(let share):
            count = min(alive.count, Int((share * Double(alive.count) - 1e-9).rounded(.up)))
        }
        let place = faults.windows[window]
        var generator = Generator(
            seed.child(.faultTarget).child(place.number).child(place.occurrence).child(service))
        var rest = alive
        for taken in 0..<count { rest.swapAt(taken, taken + generator.below(rest.count - taken)) }
        return rest[..<count].sorted()
    }

    /// The instances on one side of a partition, or of a slow start.
    func side(_ target: Target, window: Int) -> FaultState.HostFilter {
        switch target {
        case .service(_, .all), .load, .edge: .any
        case .service: .listed(draw(target, window: window).map(Int32.init))
        case .zone(let zone): .zone(zone)
        }
    }

    /// Whether an edge fault is for this instance.
    public func matches(_ host: Int32, _ filter: FaultState.HostFilter) -> Bool {
        switch filter {
        case .any: true
        case .listed(let hosts): hosts.contains(host)
        case .zone(let zone): hosts[host].zone == zone
        }
    }
}
