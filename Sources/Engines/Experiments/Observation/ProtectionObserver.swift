public import Microservices
public import Recordings
public import Timebase
public import Topologies

/// Infers from the outside what the protections of a program did on one edge.
///
/// Times alone are looked at, so that it works for any program in any language. Nothing is
/// concluded from few samples: what a run did not show stays unknown.
public struct ProtectionObserver: Sendable {
    let edge: EdgeID
    let traffic: [ProgramTraffic]
    let attributions: [Attribution]

    /// - Parameter traffic: one an instance of the program.
    public init(edge: EdgeID, traffic: [ProgramTraffic]) {
        self.edge = edge
        self.traffic = traffic
        attributions = traffic.map { Attribution($0) }
    }

    /// What was seen of an edge.
    public struct Sight: Sendable {
        public var protection: ObservedProtection
        /// When the breaker changed its state, in order of time.
        public var events: [Event]
        /// The attempts put together as calls, and the calls that the breaker refused.
        public var calls: [Call]
        /// When each attempt began that ended while its request was still waited for.
        public var inTime: [Instant]
    }

    /// A call, and when it ended.
    public struct Call: Sendable {
        public var fact: CallFact
        public var ended: Instant
    }

    /// Looks at everything that crossed.
    public func observe() -> Sight {
        let openings = openings()
        let protection = ObservedProtection(
            edge: edge, timeout: timeout(), attempts: attempts(openings),
            openFor: openFor(openings), concurrent: concurrencyCap())
        return Sight(
            protection: protection, events: events(of: openings),
            calls: traffic.indices.flatMap { calls(of: $0, openings) },
            inTime: traffic.indices.flatMap { inTime(of: $0) })
    }
}
