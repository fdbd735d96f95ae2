import Experiments
import Microservices
import Recordings
import Scenarios
import Timebase

extension Simulator {
    /// Reads the meters at every boundary up to an instant, before anything happens at it.
    mutating func crossBoundaries(until instant: Instant) {
        while recorder.boundaries.next <= instant, recorder.boundaries.next < .never {
            readMeters(at: recorder.boundaries.next)
            recorder.cross()
        }
    }

    /// Books what happened since the last boundary to the cell and step at hand.
    mutating func readMeters(at boundary: Instant) {
        var reading = fleet.read(at: boundary)
        for service in reading.services.indices {
            conductor.complete(&reading.services[service], ofService: service, at: boundary)
        }
        let place = recorder.boundaries
        let gain = reading.gain(since: &lastReading)
        recorder.add(gain, cell: place.cell, step: place.timelineStep)
    }

    /// Hands a step on a request's way on, with instances as their services number them.
    mutating func follow(_ fact: TraceFact) {
        tracer.note(fleet.numbered(fact), now: now)
    }

    func recording() -> Recording {
        var recording = Recording(
            of: scenario, engine: .simulate, seed: seedNumber, recorder: recorder,
            conductor: conductor)
        if fleet.isTracing { recording.traces = tracer.sample }
        return recording
    }
}
