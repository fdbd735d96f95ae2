import Chance
import Resilience
import Timebase

/// Whom callers send to where that takes more than the callee's list: outlier ejection, panic,
/// zones, weights, slow start.
extension Fleet {
    /// What one caller instance knows of one callee's instances under one policy.
    struct Selection {
        var host: Int32
        var line: Int32
        var roster: Roster
        var ejection: OutlierEjection?
        /// The view with health checks whose marks it follows, or −1.
        var view: Int32 = -1
        /// When the ejection's interval ends.
        var intervalEndsAt = Instant.never
    }

    /// Gives a channel a selection, if its policy takes one.
    mutating func addSelection(to channel: Int) {
        guard lines[channels[channel].line].hasSelection else { return }
        channels[channel].selection = Int32(selections.count)
        selections.append(
            emptySelection(host: channels[channel].host, line: channels[channel].line))
        fillSelection(Int32(selections.count - 1), now: .start)
    }

    /// What a process that has just begun knows: nothing.
    private func emptySelection(host: Int32, line: Int32) -> Selection {
        let policy = blueprint.lines[Int(line)].policy
        let roster = Roster(
            policy.balance, panic: policy.balance.panic ?? policy.eject?.panic ?? 0,
            zoneCount: blueprint.topology.zones.count, ownZone: zone(of: host))
        let key = seed.child(.instance).child(Int(host)).child(.balance).child(Int(line))
        return Selection(
            host: host, line: line, roster: roster,
            ejection: policy.eject.map { OutlierEjection($0, key: key) })
    }

    private func zone(of host: Int32) -> Int? {
        guard let service = service(of: host) else { return nil }
        return blueprint.topology.services[service].zone(
            ofInstance: index(of: host), zoneCount: blueprint.topology.zones.count)
    }

    /// The instance that a call in this channel goes to; −1 when there is none.
    mutating func select(_ channel: Int32, key: Key, now: Instant) -> Int32 {
        let selection = channels[channel].selection
        return selections[selection].roster.pick(
            with: &channels[channel].balancer, key: key, now: now) ?? -1
    }

    /// Matches a selection to the lists of the callee's and the caller's instances.
    private mutating func fillSelection(_ number: Int32, now: Instant) {
        let line = blueprint.lines[Int(selections[number].line)]
        let members = services[line.callee].members
        let weights = line.policy.balance.weights
        selections[number].roster.setMembers(
            members.map { host in
                let place = index(of: host)
                let weight = weights.isEmpty ? 1 : weights[place % weights.count]
                return Roster.Member(id: host, zone: zone(of: host), weight: weight)
            }, now: now)
        selections[number].ejection?.setMembers(members)
        fillCallers(of: number)
    }

    private mutating func fillCallers(of number: Int32) {
        guard let service = service(of: selections[number].host) else { return }
        var counts = blueprint.topology.zones.map { _ in 0 }
        for host in services[service].members {
            if let zone = zone(of: host) { counts[zone] += 1 }
        }
        selections[number].roster.setCallers(counts)
    }

    /// The instances of a service have changed: for those who call it, and for its own as callers.
    mutating func updateSelections(of service: Int32, now: Instant) {
        for number in 0..<Int32(selections.count) {
            if lines[selections[number].line].callee == service {
                change(number) { fleet in fleet.fillSelection(number, now: now) }
            } else if hosts[selections[number].host].caller == service {
                fillCallers(of: number)
            }
        }
    }

    /// A caller instance begins to observe its callees.
    mutating func startSelections(of host: Int32, now: Instant) {
        let lines = blueprint.linesOfCaller[Int(hosts[host].caller)]
        for offset in 0..<lines.count {
            let channel = Int(hosts[host].firstChannel) + offset
            let number = channels[channel].selection
            guard number >= 0 else { continue }
            selections[number].view = channels[channel].view
            guard let every = selections[number].ejection?.settings.every,
                selections[number].intervalEndsAt == .never
            else { continue }
            armInterval(of: number, at: now + every)
        }
    }

    private mutating func armInterval(of number: Int32, at: Instant) {
        selections[number].intervalEndsAt = at
        actions.append(.arm(.ejectionInterval, handle: number, at: at, lane: -1))
    }

    /// The memory of a process that dies goes with it.
    mutating func forgetSelections(of host: Int32) {
        for number in 0..<Int32(selections.count) where selections[number].host == host {
            selections[number] = emptySelection(host: host, line: selections[number].line)
            fillSelection(number, now: .start)
        }
    }

    /// A caller instance stops for good.
    mutating func stopSelections(of host: Int32) {
        for number in 0..<selections.count where selections[number].host == host {
            selections[number].intervalEndsAt = .never
        }
    }

    // MARK: what callers see

    /// Tells the ejection how an attempt ended.
    @inline(__always)
    mutating func noteResult(
        of call: Int32, from target: Int32, _ outcome: AttemptOutcome, status: Int32, now: Instant
    ) {
        guard lines[calls[call].line].ejects, outcome != .cancelled else { return }
        let number = channels[calls[call].channel].selection
        let result = Fleet.result(of: outcome, status: status)
        guard selections[number].ejection?.record(target, result, now: now) != nil else { return }
        eject(target, by: number, isOut: true)
    }

    private static func result(
        of outcome: AttemptOutcome, status: Int32
    ) -> OutlierEjection.Result {
        switch outcome {
        case .succeeded, .cancelled: .success
        case .timedOut, .refused, .reset: .gatewayFailure
        case .failed where status < 500: .success
        case .failed: (502...504).contains(status) ? .gatewayFailure : .otherFailure
        }
    }

    mutating func ejectionIntervalEnded(_ number: Int32, due: Instant, now: Instant) {
        guard selections[number].intervalEndsAt == due else { return }
        var changes: [OutlierEjection.Change] = []
        selections[number].ejection?.endInterval(now: now, into: &changes)
        for change in changes {
            switch change {
            case .ejected(let target, _): eject(target, by: number, isOut: true)
            case .readmitted(let target): eject(target, by: number, isOut: false)
            }
        }
        let every = selections[number].ejection?.settings.every ?? .forever
        armInterval(of: number, at: due + every)
    }

    private mutating func eject(_ target: Int32, by number: Int32, isOut: Bool) {
        let edge = lines[selections[number].line].edge
        let caller = selections[number].host
        actions.append(.ejected(edge: edge, caller: caller, host: target, isOut: isOut))
        change(number) { $0.selections[number].roster.setEjected(target, isOut) }
    }

    /// A health check of a caller has ended: its selections follow its marks, and one that passed
    /// ends an ejection.
    mutating func tellSelections(of probe: Int32, passed: Bool, now: Instant) {
        let (view, target) = (probes[probe].view, probes[probe].target)
        let isUp = probes[probe].check.isUp
        for number in 0..<Int32(selections.count) where selections[number].view == view {
            change(number) { $0.selections[number].roster.setUp(target, isUp, now: now) }
            guard passed, isUp,
                selections[number].ejection?.passedCheck(target, now: now) == true
            else { continue }
            eject(target, by: number, isOut: false)
        }
    }

    /// Changes a roster, and tells when that begins or ends a panic.
    private mutating func change(_ number: Int32, _ body: (inout Fleet) -> Void) {
        let wasInPanic = selections[number].roster.isInPanic
        body(&self)
        let isInPanic = selections[number].roster.isInPanic
        guard wasInPanic != isInPanic else { return }
        actions.append(
            .panicked(
                edge: lines[selections[number].line].edge, host: selections[number].host,
                isOn: isInPanic))
    }
}
