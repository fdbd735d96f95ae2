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
    /// The last connection that there was when it began, by serial number.
    let lastBefore: UInt64
    /// Whether it has ended: what still refers to it is as if it did not.
    var isOver = false
    private var active: ActiveFault
    private(set) var touched = ProxyFault.Touched()

    /// What it does to an attempt, or to a connection.
    enum Finding: Equatable {
        case passes
        case verdict(Verdict)
        /// Its bytes are slowed down or changed: see ``Shape``.
        case shapes
    }

    init(_ fault: ProxyFault, lastBefore: UInt64) {
        number = fault.window
        kind = fault.active.kind
        places = fault.places.map { place in
            guard case .slowBody = fault.active.kind else { return place }
            // It is answers that have the bodies, whichever side is named.
            return ProxyFault.Place(
                edge: place.edge, side: .answer, from: place.from, to: place.to)
        }
        isUnconditional = fault.active.isUnconditional
        active = fault.active
        self.lastBefore = lastBefore
    }

    /// Decides on an attempt; one that it touches has to be counted.
    ///
    /// - Parameter endpoint: nil for a connection, of which no endpoint is known.
    func judge(_ endpoint: String?, _ attempt: Key) -> Finding {
        if kind.shapesBytes {
            return active.falls(on: endpoint, attempt: attempt) ? .shapes : .passes
        }
        let verdict = active.verdict(endpoint: endpoint ?? "", attempt: attempt)
        return verdict == .pass ? .passes : .verdict(verdict)
    }

    func countRequest() { touched.requests += 1 }

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
