/// A service's place in ``Topology/services``.
public typealias ServiceID = Int
/// An endpoint's place in ``Service/endpoints``.
public typealias EndpointID = Int
/// An edge's place in ``Topology/edges`` followed by the entry edges, one a stream, in their order.
public typealias EdgeID = Int
/// A load stream's place in the scenario's load.
public typealias StreamID = Int
/// A zone's place in ``Topology/zones``.
public typealias ZoneID = Int
/// A policy's place in ``Topology/policies``.
public typealias PolicyID = Int

/// An endpoint of a service.
public struct EndpointReference: Hashable, Sendable {
    public var service: ServiceID
    public var endpoint: EndpointID
    public init(service: ServiceID, endpoint: EndpointID) {
        self.service = service
        self.endpoint = endpoint
    }
}
