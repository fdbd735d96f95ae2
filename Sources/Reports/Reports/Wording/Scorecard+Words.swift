import Scoring

extension Scorecard {
    /// What the first advice is introduced with: in a run that passed nothing has to change.
    var adviceWord: String { verdict == .pass ? "Worth changing" : "Change first" }
}
