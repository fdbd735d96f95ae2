import Chance
import Faults
import Topologies

/// A window of a fault that is on: it decides on attempts and counts what it touched.
final class FaultWindow {
    let number: Int
    let places: [ProxyFault.Place]
    let kind: Fault.Kind
    /// Whether every attempt at its places suffers, live connections included.
    let isUnconditional: Bool
    private var active: ActiveFault
    private(set) var touched = ProxyFault.Touched()

    init(_ fault: ProxyFault) {
        number = fault.window
        places = fault.places
        kind = fault.active.kind
        isUnconditional = fault.active.isUnconditional
        active = fault.active
    }

    /// Decides on a request.
    func judgeRequest(_ endpoint: String, _ attempt: Key) -> Verdict {
        let verdict = active.verdict(endpoint: endpoint, attempt: attempt)
        if verdict != .pass { touched.requests += 1 }
        return verdict
    }

    /// Decides on a connection, or on a part of what crosses one that it fell on.
    func judgeConnection(_ attempt: Key) -> Verdict {
        active.verdict(endpoint: "", attempt: attempt)
    }

    func countConnection() { touched.connections += 1 }

    /// Whether it stands on a half of the exchanges between two instances.
    func covers(
        _ edge: EdgeID, _ side: Fault.Side, from: Int32, to: Int32, in zones: Zones
    ) -> Bool {
        places.contains { place in
            place.edge == edge && place.side == side && zones.matches(from, place.from)
                && zones.matches(to, place.to)
        }
    }
}

/// In which zone each host is.
struct Zones {
    private var zones: [ZoneID?] = []

    mutating func set(_ zone: ZoneID?, of host: Int32) {
        precondition(host >= 0, "host \(host)")
        while zones.count <= Int(host) { zones.append(nil) }
        zones[Int(host)] = zone
    }

    /// - Parameter host: −1 for one that is not known, which only ``ProxyFault/HostFilter/any``
    ///   matches.
    func matches(_ host: Int32, _ filter: ProxyFault.HostFilter) -> Bool {
        switch filter {
        case .any: true
        case .listed(let hosts): hosts.contains(host)
        case .zone(let zone): zones.indices.contains(Int(host)) && zones[Int(host)] == zone
        }
    }
}
