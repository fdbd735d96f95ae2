import Recordings
import Scenarios
import Scoring

extension TrialBench {
    /// 1 − damage as configured ÷ damage with every protection off; nil where the latter is under
    /// 1 %, or unknown.
    ///
    /// Damage is the share of all requests that were slow or failed, over the control run's share.
    /// - SeeAlso: scoring.md, "damage avoided".
    ///
    /// - Parameter bare: the run without any protection.
    func damageAvoided(beside bare: Recording) -> Double? {
        guard let asIs = damage(of: runs.run), let allOff = damage(of: bare), allOff >= 0.01
        else { return nil }
        return min(1, max(0, 1 - asIs / allOff))
    }

    private func damage(of recording: Recording) -> Double? {
        guard let control = runs.control else { return nil }
        let (seen, usual) = (recording.slowAndAll, control.slowAndAll)
        guard seen.all > 0, usual.all > 0 else { return nil }
        return max(0, Double(seen.slow) / Double(seen.all) - Double(usual.slow) / Double(usual.all))
    }
}
