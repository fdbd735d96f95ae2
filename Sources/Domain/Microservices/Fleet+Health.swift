public import Chance
public import Resilience
public import Timebase
public import Topologies

extension Fleet {
    /// One caller instance's list of a callee's instances, kept by health checks.
    struct HealthView {
        var host: Int32
        var callee: Int32
        var edge: Int32
        /// Whom it sends to, in order of their index.
        var eligible: [Int32] = []
        /// A probe an instance of the callee's list, in the list's order.
        var probes: [Int32] = []
    }

    /// One caller instance's eye on one callee instance.
    struct Probe {
        var view: Int32
        var target: Int32
        var check = HealthCheck()
        var dueAt = Instant.never
        var timeoutAt = Instant.never
        /// Probes so far, for draws.
        var sent = 0
    }

    /// A caller instance begins to check its callees, each after its own share of the period.
    public mutating func startProbes(of host: Int32, now: Instant) {
        let lines = blueprint.linesOfCaller[Int(hosts[host].caller)]
        defer { startSelections(of: host, now: now) }
        for (offset, line) in lines.enumerated() {
            let callee = Int(self.lines[line].callee)
            guard blueprint.topology.services[callee].health != nil else { continue }
            let first = Int(hosts[host].firstChannel)
            let sibling = (first..<first + offset).first {
                self.lines[channels[$0].line].callee == callee && channels[$0].view >= 0
            }
            if let sibling {
                channels[first + offset].view = channels[sibling].view
            } else if channels[first + offset].view < 0 {
                channels[first + offset].view = Int32(views.count)
                let edge = self.lines[line].edge
                views.append(HealthView(host: host, callee: Int32(callee), edge: edge))
            }
            syncProbes(of: channels[first + offset].view, now: now)
        }
    }

    /// A process that dies stops asking.
    mutating func stopProbes(of host: Int32) {
        for number in 0..<views.count where views[number].host == host {
            for probe in views[number].probes { probes.remove(probe) }
            views[number].probes = []
            views[number].eligible = services[views[number].callee].members
        }
    }

    mutating func membersChanged(of service: Int32, now: Instant) {
        defer { updateSelections(of: service, now: now) }
        for number in 0..<views.count where views[number].callee == service {
            guard hosts[views[number].host].isServing || isClient(views[number].host) else {
                continue
            }
            syncProbes(of: Int32(number), now: now)
        }
    }

    private func isClient(_ host: Int32) -> Bool { service(of: host) == nil }

    /// Matches the probes to the callee's list: new instances count as up until they fail.
    private mutating func syncProbes(of view: Int32, now: Instant) {
        let callee = Int(views[view].callee)
        let members = services[callee].members
        var kept: [Int32] = []
        for probe in views[view].probes where !members.contains(probes[probe].target) {
            probes.remove(probe)
        }
        let old = views[view].probes.filter { probes.isLive($0) }
        for member in members {
            if let probe = old.first(where: { probes[$0].target == member }) {
                kept.append(probe)
            } else {
                kept.append(addProbe(of: view, to: member, now: now))
            }
        }
        views[view].probes = kept
        relist(view)
    }

    private mutating func addProbe(of view: Int32, to target: Int32, now: Instant) -> Int32 {
        let settings = blueprint.topology.services[Int(views[view].callee)].health!
        var generator = Generator(key(ofProbesIn: view, to: target))
        let handle = probes.insert(Probe(view: view, target: target))
        let first = now + generator.duration(below: settings.every)
        probes[handle].dueAt = first
        actions.append(.arm(.probeDue, handle: handle, at: first, lane: -1))
        return handle
    }

    private func key(ofProbesIn view: Int32, to target: Int32) -> Key {
        seed.child(.instance).child(Int(views[view].host)).child(Int(target))
    }

    private mutating func relist(_ view: Int32) {
        views[view].eligible = views[view].probes.compactMap {
            probes[$0].check.isUp ? probes[$0].target : nil
        }
    }

    /// The way of a probe that was sent, and when an answer is too late.
    public struct ProbeRoute {
        /// The asking and the asked instance.
        public var from: Int32
        public var to: Int32
        public var edge: Int32
        /// Nobody waits for an answer after this.
        public var answerBy: Instant
    }

    /// Nil when nobody waits for the probe's answer any more.
    public func probeRoute(_ probe: Int32) -> ProbeRoute? {
        guard probes.isLive(probe), probes[probe].timeoutAt < .never else { return nil }
        let view = probes[probe].view
        return ProbeRoute(
            from: views[view].host, to: probes[probe].target, edge: views[view].edge,
            answerBy: probes[probe].timeoutAt)
    }

    mutating func probeIsDue(_ probe: Int32, due: Instant, now: Instant) {
        guard probes.isLive(probe), probes[probe].dueAt == due else { return }
        let settings = blueprint.topology.services[Int(views[probes[probe].view].callee)].health!
        probes[probe].dueAt = now + settings.every + jitter(of: probe, upTo: settings.jitter)
        // One at a time, as in Kubernetes: while a probe waits for its answer, periods pass unused.
        if probes[probe].timeoutAt == .never {
            let timeoutAt = now + settings.timeout
            probes[probe].timeoutAt = timeoutAt
            actions.append(.arm(.probeTimeout, handle: probe, at: timeoutAt, lane: -1))
            actions.append(.probe(probe))
        }
        // Armed last, so that a timeout as long as the period ends before the next probe is due.
        actions.append(.arm(.probeDue, handle: probe, at: probes[probe].dueAt, lane: -1))
    }

    private mutating func jitter(of probe: Int32, upTo most: Duration) -> Duration {
        guard most > .zero else { return .zero }
        probes[probe].sent += 1
        let key = key(ofProbesIn: probes[probe].view, to: probes[probe].target)
        var generator = Generator(key.child(probes[probe].sent))
        return generator.duration(below: most)
    }

    mutating func probeTimedOut(_ probe: Int32, due: Instant, now: Instant) {
        guard probes.isLive(probe), probes[probe].timeoutAt == due else { return }
        judge(probe, success: false, now: now)
    }

    /// The probe that waits was answered, or refused; an engine drops answers that are too late.
    public mutating func probed(_ probe: Int32, success: Bool, now: Instant) {
        guard probes.isLive(probe), probes[probe].timeoutAt < .never else { return }
        judge(probe, success: success, now: now)
    }

    private mutating func judge(_ probe: Int32, success: Bool, now: Instant) {
        let view = probes[probe].view
        probes[probe].timeoutAt = .never
        let settings = blueprint.topology.services[Int(views[view].callee)].health!
        let change = probes[probe].check.record(success: success, settings: settings)
        tellSelections(of: probe, passed: success, now: now)
        guard let change else { return }
        actions.append(
            .marked(edge: views[view].edge, host: probes[probe].target, isUp: change == .cameUp))
        relist(view)
    }
}
