import Recordings
import Scenarios

extension Evidence {
    /// Why the experiment did not take place: each fault that was attempted and touched nothing.
    /// The monkey counts once, as a whole.
    func untouchedReasons() -> [String] {
        let monkeys = faults.filter { run.faults[$0].origin == .monkey }
        let touchedByMonkeys = monkeys.reduce(0) { $0 + run.faults[$1].touched }
        let others = faults.filter { run.faults[$0].origin != .monkey }
        var reasons = others.filter { run.faults[$0].touched == 0 }
            .map { "the fault \(run.faults[$0].title) touched nothing" }
        if !monkeys.isEmpty, touchedByMonkeys == 0 {
            reasons.append("the monkey touched nothing")
        }
        return reasons
    }
}
