public import Resilience
public import Timebase
public import Topologies

extension Platform {
    /// The autoscaler looks at its service.
    ///
    /// - Parameters:
    ///   - sample: means per instance that was up since it last looked; nil if none was.
    ///   - last: when it last looked.
    ///   - unmetPerSecond: requests that found no instance.
    ///   - unavailable: metrics that cannot be told.
    public mutating func look(
        at service: ServiceID, sample: Autoscaler.Sample?, since last: Instant = .start,
        unmetPerSecond: Double = 0, unavailable: [Autoscaler.Target.Kind] = [], now: Instant
    ) -> [Action] {
        let current = instances[service].filter {
            switch hosts[$0].state {
            case .starting, .unready, .serving, .dead: true
            case .draining, .stopped: false
            }
        }
        let look = Autoscaler.Look(
            current.map { seen($0, sample, since: last, now: now) }, unmetPerSecond: unmetPerSecond,
            unavailable: unavailable)
        guard let desired = autoscalers[service]?.decide(look, now: now), desired != current.count
        else { return [] }
        var actions = [Action.scaled(service, from: current.count, to: desired)]
        let next = instances[service].count
        for offset in 0..<max(0, desired - current.count) {
            actions.append(.launch(service, index: next + offset))
        }
        for host in current.suffix(max(0, current.count - desired)).reversed() {
            actions += retire(host)
        }
        return actions
    }

    /// A host as the metrics show it. All that are up are measured together; a dead one has no
    /// metrics, as a container that waits for its restart has none, nor has one just come up.
    private func seen(
        _ host: Int, _ sample: Autoscaler.Sample?, since last: Instant, now: Instant
    ) -> Autoscaler.Instance {
        var sample = hosts[host].changedAt < now ? sample : nil
        if last < now { sample?.presence = (now - max(last, hosts[host].upSince)) / (now - last) }
        let (phase, measured): (Autoscaler.Instance.Phase, Autoscaler.Sample?) =
            switch hosts[host].state {
            case .serving: (.running(isReady: true), sample)
            case .unready: (.running(isReady: false), sample)
            case .dead: (.running(isReady: false), nil)
            case .starting, .draining, .stopped: (.pending, nil)
            }
        return Autoscaler.Instance(
            phase, startedAt: hosts[host].startedAt, changedAt: hosts[host].changedAt,
            sample: measured)
    }

    private mutating func retire(_ host: Int) -> [Action] {
        hosts[host].wakeAt = .never
        hosts[host].probes?.end()
        switch hosts[host].state {
        case .unready, .serving:
            hosts[host].state = .draining
            return [.drain(host: host)]
        case .starting, .dead:
            hosts[host].state = .stopped
            return [.drain(host: host)]
        case .draining, .stopped:
            return []
        }
    }
}
