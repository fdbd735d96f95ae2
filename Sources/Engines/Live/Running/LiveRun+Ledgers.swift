import Experiments
import Microservices
import Recordings
import Timebase
import Topologies

/// Keeps the ledgers: facts as they are reported, meters at every boundary.
extension LiveRun {
    func afterBatch() {
        station.finishBurns()
        station.withFacts { for fact in $0 { book(fact) } }
    }

    /// Books what the meters of an instance's process gained.
    func book(_ gain: Gain, of host: Int32, cell: Int, step: Int?) {
        recorder.add(gain.totals, toService: Int(gain.service), cell: cell, step: step)
        for (edge, reading) in gain.edges { recorder.add(reading, toEdge: Int(edge), cell: cell) }
    }

    /// Books what a caller has reported.
    func book(_ fact: Fact) {
        crossBoundaries(until: fact.at)
        switch fact.what {
        case .requestEnded(let ended): recorder.requestEnded(ended, now: fact.at)
        case .callEnded(let ended): recorder.callEnded(ended, now: fact.at)
        case .attemptEnded(let ended):
            recorder.attemptEnded(ended, now: fact.at)
            if ended.outcome == .refused { proxies.noteRefused(on: Int(ended.edge)) }
            let callee = scenario.callee(of: Int(ended.edge))
            if ended.callee < 0 { conductor.foundNone(of: callee) }
            programMeters.note(ended, to: callee, at: fact.at)
            programWitness.note(ended, ended: fact.at)
        case .retried(let edge): recorder.retried(edge: edge, now: fact.at)
        case .breaker(let edge, let caller, let transition):
            recorder.breaker(transition, edge: edge, caller: Int(caller), now: fact.at)
        case .marked(let edge, let instance, let isUp):
            let (edge, instance) = (Int(edge), Int(instance))
            recorder.record(
                isUp
                    ? .markedUp(edge, instance: instance) : .markedDown(edge, instance: instance),
                at: fact.at)
        case .ejected(let edge, let instance, let caller, let isOut):
            recorder.ejected(
                Int(instance), by: Int(caller), edge: edge, isOut: isOut, now: fact.at)
        case .panicked(let edge, let caller, let isOn):
            recorder.panicked(caller: Int(caller), edge: edge, isOn: isOn, now: fact.at)
        case .traced(let step): trail.note(step, at: fact.at)
        }
    }

    func crossBoundaries(until instant: Instant) {
        while recorder.boundaries.next <= instant, recorder.boundaries.next < .never {
            bookReadings(at: recorder.boundaries.next)
            recorder.cross()
        }
    }

    /// Books what the meters gained up to a boundary.
    func bookReadings(at boundary: Instant) {
        let place = recorder.boundaries
        var reading = station.fleet.read(at: boundary)
        for service in reading.services.indices {
            if let totals = programMeters.totals(of: service) {
                reading.services[service] = totals
            }
            conductor.complete(&reading.services[service], ofService: service, at: boundary)
        }
        let gain = reading.gain(since: &lastReading)
        recorder.add(gain, cell: place.cell, step: place.timelineStep)
    }
}
