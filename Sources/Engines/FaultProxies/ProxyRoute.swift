import Chance
public import Sockets
public import Topologies

/// A port of ours on an edge, and the instances that its connections are carried on to.
///
/// Callers of ours name themselves in each request (`chaos-attempt`), so one route an edge and
/// callee instance serves them all. A foreign program gets a route of its own an edge, which
/// spreads its connections over the callee's instances in turn.
public struct ProxyRoute: Sendable {
    public var edge: EdgeID
    /// The calling instance, by host number; nil: each request's own header says it.
    public var caller: Int32?
    /// Where connections go, in turn; none: they are refused.
    public var upstreams: [Upstream]
    public var mode: Mode
    /// The names of the callee's endpoints, such as `POST /orders`, for `match` and the records.
    public var endpoints: [String]
    /// Whether every exchange is recorded, for ``ProxyFleet/takeRecords()``.
    public var isRecorded: Bool

    public init(
        edge: EdgeID, caller: Int32? = nil, upstreams: [Upstream] = [], mode: Mode = .http,
        endpoints: [String] = [], isRecorded: Bool = false
    ) {
        self.edge = edge
        self.caller = caller
        self.upstreams = upstreams
        self.mode = mode
        self.endpoints = endpoints
        self.isRecorded = isRecorded
    }

    /// An instance that connections are carried on to.
    public struct Upstream: Hashable, Sendable {
        /// Its host number.
        public var host: Int32
        public var address: InternetAddress
        public init(host: Int32, address: InternetAddress) {
            self.host = host
            self.address = address
        }
    }

    /// What a fault takes for one attempt.
    public enum Mode: Hashable, Sendable {
        /// A connection: bytes of any protocol.
        case tcp
        /// A request of HTTP/1.1; bytes that are none pass as in ``tcp``.
        case http
    }
}
