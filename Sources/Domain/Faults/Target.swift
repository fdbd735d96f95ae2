public import Topologies

/// Whom a fault hits.
public enum Target: Hashable, Sendable {
    /// `payments`, `payments#1`, `payments[2]`, `payments[50%]`.
    case service(ServiceID, Instances)
    /// `orders -> payments`, `orders -> *`, `* -> payments`, `load:checkout -> gateway`.
    case edge(from: End, to: End)
    /// `zone:a`.
    case zone(ZoneID)
    /// `load:checkout`.
    case load(StreamID)

    /// One side of an edge.
    public enum End: Hashable, Sendable {
        case any
        case service(ServiceID)
        case load(StreamID)
        case zone(ZoneID)
    }

    /// Which instances of a service.
    public enum Instances: Hashable, Sendable {
        case all
        /// `#1`: this one, counted from 0.
        case index(Int)
        /// `[2]`: that many of those alive at the start, drawn by the seed.
        case count(Int)
        /// `[50%]`: that share of those alive at the start, rounded up, drawn by the seed.
        case share(Double)
    }
}
