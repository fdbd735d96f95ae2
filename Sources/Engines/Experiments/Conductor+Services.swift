import Microservices
public import Recordings
import Resilience
public import Timebase
public import Topologies

extension Conductor {
    /// A service's gauges for the ledger, and what its autoscaler last saw.
    struct ServiceState {
        var count = Platform.Count()
        /// Instances that were up × time, and requests that found none: for the autoscaler.
        var upTime: Int64 = 0
        var unmet: Int64 = 0
        var readyTime: Int64 = 0
        var slotTime: Int64 = 0
        var startedTime: Int64 = 0
        var changedAt = Instant.start
        /// The totals at the autoscaler's last look, and the two above.
        var look = Array(repeating: Int64(0), count: ServiceCounter.allCases.count)
        var lookAt = (instant: Instant.start, upTime: Int64(0), unmet: Int64(0))
        var deaths = 0
        var starts = 0
        var instances: [ServiceLedger.InstanceCount] = []
        var deathList: [ServiceLedger.Death] = []
    }

    /// Ready and started instances from each instant on.
    public func instances(of service: ServiceID) -> [ServiceLedger.InstanceCount] {
        services[service].instances
    }

    /// Each death of an instance so far.
    public func deaths(of service: ServiceID) -> [ServiceLedger.Death] {
        services[service].deathList
    }

    /// Brings the ready and started counts of a service up to date.
    mutating func recount(_ service: ServiceID, now: Instant) {
        settleGauges(of: service, at: now)
        let (last, next) = (services[service].count, platform.count(of: service))
        services[service].count = next
        guard next.ready != last.ready || next.started != last.started else { return }
        let count = ServiceLedger.InstanceCount(
            at: now, ready: next.ready, started: next.started)
        if services[service].instances.last?.at == now {
            services[service].instances[services[service].instances.count - 1] = count
        } else if services[service].instances.count < Recording.eventLimit {
            services[service].instances.append(count)
        }
    }

    /// Takes the instance integrals of a service up to an instant.
    private mutating func settleGauges(of service: ServiceID, at instant: Instant) {
        let time = (instant - services[service].changedAt).nanoseconds
        services[service].changedAt = instant
        guard time > 0 else { return }
        let slots = Int64(scenario.topology.services[service].concurrency ?? 0)
        let count = services[service].count
        services[service].upTime &+= Int64(count.up) * time
        services[service].readyTime &+= Int64(count.ready) * time
        services[service].slotTime &+= Int64(count.ready) * time &* slots
        services[service].startedTime &+= Int64(count.started) * time
    }

    /// Adds to totals of the fleet what only the platform knows: instances, slots, deaths, starts.
    public mutating func complete(
        _ totals: inout [Int64], ofService service: ServiceID, at instant: Instant
    ) {
        settleGauges(of: service, at: instant)
        totals[ServiceCounter.slotTime.rawValue] = services[service].slotTime
        totals[ServiceCounter.readyTime.rawValue] = services[service].readyTime
        totals[ServiceCounter.startedTime.rawValue] = services[service].startedTime
        totals[ServiceCounter.deaths.rawValue] = Int64(services[service].deaths)
        totals[ServiceCounter.starts.rawValue] = Int64(services[service].starts)
    }

    /// The autoscaler of a service looks at what happened since it last looked.
    ///
    /// - Parameter totals: the service's own, in the order of ``ServiceCounter``, as the fleet
    ///   gives them.
    public mutating func look(at service: ServiceID, totals: [Int64], now: Instant) {
        guard let autoscale = scenario.topology.services[service].autoscale else { return }
        var totals = totals
        complete(&totals, ofService: service, at: now)
        let (last, lookAt) = (services[service].look, services[service].lookAt)
        services[service].look = totals
        services[service].lookAt = (now, services[service].upTime, services[service].unmet)
        func gained(_ counter: ServiceCounter) -> Double {
            Double(totals[counter.rawValue] - last[counter.rawValue])
        }
        let upTime = Double(services[service].upTime - lookAt.upTime)
        let slots = scenario.topology.services[service].concurrency ?? 0
        let sample =
            upTime <= 0
            ? nil
            : Autoscaler.Sample(
                busy: gained(.busyTime) / upTime, waiting: gained(.waitingTime) / upTime,
                slots: Double(slots), arrivalsPerSecond: gained(.arrived) / (upTime / 1e9))
        let unmet = Double(services[service].unmet - lookAt.unmet)
        let next = platform.look(
            at: service, sample: sample, since: lookAt.instant,
            unmetPerSecond: unmet / (now - lookAt.instant).seconds,
            unavailable: unavailableMetrics(of: service), now: now)
        perform(next, now: now)
        actions.append(.arm(.look, handle: Int32(service), at: now + autoscale.every))
    }

    /// A call to a service found no instance to go to.
    public mutating func foundNone(of service: ServiceID) { services[service].unmet += 1 }

    /// The metrics that faults keep from an autoscaler that looks now.
    private mutating func unavailableMetrics(
        of service: ServiceID
    ) -> [Autoscaler.Target.Kind] {
        var kinds: [Autoscaler.Target.Kind] = []
        for outage in faults.metricOutages where outage.service == service {
            kinds += outage.kinds
            faults.ledgers[faults.windows[outage.window].number].requests += 1
        }
        return kinds
    }
}
