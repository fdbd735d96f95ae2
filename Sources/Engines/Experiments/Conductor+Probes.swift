import Microservices
import Recordings
public import Resilience
public import Timebase
import Topologies

/// The probes that keep an eye on each instance.
extension Conductor {
    /// What a probe asks of its instance.
    public enum Question: Hashable, Sendable {
        /// An endpoint of a reference service: a request like any other.
        case endpoint(Int)
        /// A path that is no endpoint: `/health`, which a reference service answers beside its
        /// slots, or whatever a program has there.
        case path(String)
        /// Whether it accepts a connection.
        case accepts
    }

    /// What a probe of a host asks.
    public func question(of kind: Probe.Kind, host: Int) -> Question {
        let service = scenario.topology.services[platform.service(of: host)]
        switch service.probes[kind]?.question {
        case .get(let path):
            let endpoint = service.endpoints.firstIndex { $0.name == "GET \(path)" }
            guard case .reference = service.implementation, let endpoint else { return .path(path) }
            return .endpoint(endpoint)
        case .accepts, nil: return .accepts
        }
    }

    /// How long an answer to a probe of a host is waited for.
    public func patience(of kind: Probe.Kind, host: Int) -> Duration {
        scenario.topology.services[platform.service(of: host)].probes[kind]?.timeout ?? .zero
    }

    /// Whether an instance that starts answers no probe yet: only a program's own process can tell.
    public func isSilent(_ host: Int) -> Bool {
        let service = scenario.topology.services[platform.service(of: host)]
        guard case .reference = service.implementation else { return false }
        return !platform.isUp(host) && platform.state(of: host) != .draining
    }

    /// An answer to a probe, or a refusal; what nobody waits for any more is ignored.
    public mutating func answered(
        _ kind: Probe.Kind, of host: Int, number: Int32, success: Bool, now: Instant
    ) {
        let next = platform.probeAnswered(
            kind, of: host, number: number, success: success, now: now)
        perform(next, now: now)
        if !next.isEmpty { recount(platform.service(of: host), now: now) }
    }

    /// Host and kind in one handle of a timer.
    private static let kindBits: Int32 = 2

    mutating func probeFired(_ handle: Int32, due: Instant, now: Instant) {
        let host = Int(handle >> Conductor.kindBits)
        let kind = Probe.Kind(rawValue: UInt8(handle & (1 << Conductor.kindBits - 1)))!
        perform(platform.probeFired(kind, of: host, due: due, now: now), now: now)
        recount(platform.service(of: host), now: now)
    }

    mutating func performProbe(_ action: Platform.Action) {
        switch action {
        case .armProbe(let kind, let host, let at):
            let handle = Int32(host) << Conductor.kindBits | Int32(kind.rawValue)
            actions.append(.arm(.probe, handle: handle, at: at))
        case .ask(let kind, let host, let number):
            actions.append(.ask(kind, host: host, number: number))
        case .giveUp(let kind, let host): actions.append(.giveUp(kind, host: host))
        case .condemn(let host):
            let index = platform.index(of: host)
            let service = platform.service(of: host)
            actions.append(.happened(.instanceCondemned(service, instance: index)))
            kill(host)
        case .arm, .launch, .begin, .open, .serve, .withdraw, .drain, .scaled:
            preconditionFailure("\(action) is about no probe")
        }
    }

    /// Callers are told to send an instance no more, because it is not ready or gone.
    mutating func withdraw(_ host: Int, now: Instant) {
        let service = platform.service(of: host)
        actions.append(.withdraw(host: host))
        if platform.isUp(host) {
            let index = platform.index(of: host)
            actions.append(.happened(.instanceUnready(service, instance: index)))
        }
        recount(service, now: now)
    }
}
