import Timebase

/// When a run is measured: what the instants of faults and spikes are checked against.
struct RunTimes {
    /// Nil where the file's own value has a problem: nothing is then checked against it.
    var warmup: Duration?
    var duration: Duration?
}

extension Node {
    /// An instant at which a fault may begin: not before the warmup's end, before the run's end.
    func instant(within run: RunTimes) -> Instant? {
        guard let instant = instant() else { return nil }
        if let warmup = run.warmup, instant < .start + warmup {
            refuse(expected: "an instant not before the warmup's end, \"\(warmup)\"")
            return nil
        }
        if let duration = run.duration, instant >= .start + duration {
            refuse(expected: "an instant before the end of the run, \"\(duration)\"")
            return nil
        }
        return instant
    }
}
