public import Recordings
import Timebase
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

    /// The protections that were seen, and when the breaker changed its state, in order of time.
    public func observe() -> (protection: ObservedProtection, events: [Event]) {
        let openings = openings()
        let protection = ObservedProtection(
            edge: edge, timeout: timeout(), attempts: attempts(openings),
            openFor: openFor(openings), concurrent: concurrencyCap())
        return (protection, events(of: openings))
    }
}
