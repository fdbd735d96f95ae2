public import Faults
public import Topologies

/// One window of a fault on edges: what it does, and where it stands.
///
/// It counts attempts (`first`, `nth`) over all its places together.
public struct ProxyFault: Sendable {
    /// Names it to ``ProxyFleet/end(window:)`` and in the counts of what was touched.
    public var window: Int
    public var active: ActiveFault
    /// Several may cover the same attempt, which is then judged once.
    public var places: [Place]

    public init(window: Int, active: ActiveFault, places: [Place]) {
        self.window = window
        self.active = active
        self.places = places
    }

    /// An edge, a half of its exchanges, and the instances between which the fault stands.
    public struct Place: Hashable, Sendable {
        public var edge: EdgeID
        public var side: Fault.Side
        /// The calling instances.
        public var from: HostFilter
        /// The called instances.
        public var to: HostFilter
        public init(
            edge: EdgeID, side: Fault.Side, from: HostFilter = .any, to: HostFilter = .any
        ) {
            self.edge = edge
            self.side = side
            self.from = from
            self.to = to
        }
    }

    /// Which instances a place is for.
    public enum HostFilter: Hashable, Sendable {
        case any
        /// By host number.
        case listed([Int32])
        /// Those of a zone, as told to ``ProxyFleet/setZone(_:of:)``.
        case zone(ZoneID)
    }

    /// What a window has touched so far.
    public struct Touched: Hashable, Sendable {
        /// Attempts whose verdict was not *pass*.
        public var requests = 0
        /// Connections that were held, cut or shaped.
        public var connections = 0
        public init() {}
    }
}
