import Recordings
import Scenarios
import Timebase

extension Evidence {
    /// Why the run does not count although it was scored: it did not come to its end.
    func cutOffReasons() -> [String] {
        guard run.cutAt != nil else { return [] }
        let at = Figure.rounded((end - .start).seconds.rounded(.down))
        return ["the run was cut off at \(at) s of \(run.duration)"]
    }
}
