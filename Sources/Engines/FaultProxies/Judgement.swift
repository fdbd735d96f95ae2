import Faults
import Timebase

/// What becomes of an attempt, or of its answer, after every fault on its edge has been asked.
struct Judgement {
    /// Overlapping faults combine by ``Verdict/combined(with:)``.
    private(set) var verdict = Verdict.pass
    /// The window that holds the attempt; nil unless the verdict is to hold.
    private(set) var holder: FaultWindow?
    /// Whether the answer breaks off half way: a reset that is a `cut` and nothing worse.
    private(set) var isCut = false

    mutating func add(_ verdict: Verdict, of window: FaultWindow) {
        guard verdict != .pass else { return }
        if verdict == .hold, holder == nil { holder = window }
        if verdict == .reset {
            isCut = window.kind == .cut && (isCut || self.verdict != .reset)
        }
        self.verdict = self.verdict.combined(with: verdict)
    }
}
