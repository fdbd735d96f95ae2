public import Timebase

extension Recording {
    /// Where the record ends: with the load, or where the run was cut off before that.
    public var end: Instant { min(.start + duration, cutAt ?? .start + duration) }

    /// The recording of a run that died, or was stopped, at an instant before its end: its phases
    /// and the windows of its faults end there, too, so that nothing is held against time that
    /// never was. The ledgers stay as they are.
    public func cut(at instant: Instant) -> Recording {
        guard instant < .start + duration else { return self }
        var recording = self
        recording.cutAt = instant
        recording.windows.cut(at: instant)
        for index in recording.faults.indices {
            let fault = recording.faults[index]
            recording.faults[index].spans = fault.spans.map { $0.cut(at: instant) }
            recording.faults[index].over = min(fault.over, instant)
        }
        return recording
    }
}

extension FaultLedger.Span {
    /// What lies before an instant; empty where it begins later.
    func cut(at instant: Instant) -> FaultLedger.Span {
        FaultLedger.Span(from: min(from, instant), to: min(to, instant))
    }
}
