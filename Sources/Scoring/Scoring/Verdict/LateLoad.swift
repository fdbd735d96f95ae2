import Recordings
import Scenarios

extension Evidence {
    /// Why the run does not count although it was scored: the machine did not keep up, so what was
    /// seen is its doing as much as the system's.
    func lateLoadReasons() -> [String] {
        let total = streams.reduce(0) {
            $0 + run.streams[$1].total(over: Array(run.windows.cells.indices)).tally[.requests]
        }
        guard run.lateRequests * 100 > total else { return [] }
        return [
            "the machine did not keep up: \(run.lateRequests) of \(total) requests were sent over "
                + "\(Recording.lateAfter) after they were due"
        ]
    }
}
