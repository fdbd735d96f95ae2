import Recordings
import Scenarios
import Timebase
import Topologies

extension Evidence {
    /// The steps from a fault's first beginning until the last instance that died in its windows
    /// serves again, or to the end; empty where that is within the windows.
    ///
    /// A kill is over in an instant and its window is 5 s, but what it broke stays broken until it
    /// is replaced. Without this a dead instance that nobody replaces would cost nothing.
    func aftermath(of fault: Int) -> Range<Int> {
        let ledger = run.faults[fault]
        let deaths = ledger.services.flatMap { run.services[$0].deaths }.filter { death in
            ledger.spans.contains { $0.from <= death.at && death.at < $0.to }
        }
        let last = deaths.map { min(end, $0.servingAgain ?? end) }.max() ?? ledger.to
        guard last > ledger.to else { return 0..<0 }
        return steps(in: FaultLedger.Span(from: ledger.from, to: last))
    }

    /// What a stream counted in these steps.
    func sum(
        of stream: StreamID, in recording: Recording, over steps: Range<Int>
    ) -> Tally<StreamCounter> {
        var sum = Tally<StreamCounter>()
        for step in steps { sum += recording.streams[stream].steps[step].tally }
        return sum
    }
}
