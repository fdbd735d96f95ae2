import Chance
public import Resilience
public import Timebase

/// The probes of a platform's hosts. They are asked from beside the instance, as kubelet does from
/// its node: over no edge, so that no fault of an edge falls on them.
extension Platform {
    /// A process has begun. Those of the beginning are taken over, see ``takeOverProbes(of:)``.
    mutating func beginProbes(of host: Int, now: Instant) -> [Action] {
        guard now > .start else { return [] }
        let actions = hosts[host].probes?.begin(at: now) ?? []
        return translated(actions, host, now: now)
    }

    /// An instance that is there from the beginning is ready, and its probes are spread out.
    mutating func takeOverProbes(of host: Int) -> [Action] {
        let key = seed.child(.instance).child(hosts[host].service).child(hosts[host].index).child(0)
        let actions = hosts[host].probes?.takeOver(at: .start) { kind in
            var generator = Generator(key.child(Int(kind.rawValue)))
            return generator.uniform()
        }
        return translated(actions ?? [], host, now: .start)
    }

    /// A process is gone; a host whose readiness is asked for is taken from its callers.
    mutating func endProbes(of host: Int) -> [Action] {
        hosts[host].probes?.end()
        let service = topology.services[hosts[host].service]
        return service.probes.gatesTraffic && hosts[host].state == .dead
            ? [.withdraw(host: host)] : []
    }

    /// A probe's timer fired.
    public mutating func probeFired(
        _ kind: Probe.Kind, of host: Int, due: Instant, now: Instant
    ) -> [Action] {
        let actions = hosts[host].probes?.fired(kind, due: due, now: now) ?? []
        return translated(actions, host, now: now)
    }

    /// A probe was answered, or refused; what nobody waits for is ignored.
    public mutating func probeAnswered(
        _ kind: Probe.Kind, of host: Int, number: Int32, success: Bool, now: Instant
    ) -> [Action] {
        let actions = hosts[host].probes?.answered(
            kind, number: number, success: success, now: now)
        return translated(actions ?? [], host, now: now)
    }

    private mutating func translated(
        _ actions: [Probes.Action], _ host: Int, now: Instant
    ) -> [Action] {
        actions.flatMap { action -> [Action] in
            switch action {
            case .arm(let kind, let at): return [.armProbe(kind, host: host, at: at)]
            case .ask(let kind, let number): return [.ask(kind, host: host, number: number)]
            case .giveUp(let kind, _): return [.giveUp(kind, host: host)]
            case .becameReady:
                return hosts[host].state == .unready ? list(host, now: now) : []
            case .becameUnready:
                guard hosts[host].state == .serving else { return [] }
                hosts[host].state = .unready
                hosts[host].changedAt = now
                return [.withdraw(host: host)]
            case .restart: return [.condemn(host: host)]
            }
        }
    }
}
