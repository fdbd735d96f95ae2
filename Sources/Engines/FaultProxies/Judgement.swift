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
    /// Those that slow its bytes down or change them.
    private(set) var shapers: [FaultWindow] = []

    /// Whether any fault falls on it.
    var isTouched: Bool { verdict != .pass || !shapers.isEmpty }

    mutating func add(_ finding: FaultWindow.Finding, of window: FaultWindow) {
        switch finding {
        case .passes: break
        case .shapes: shapers.append(window)
        case .verdict(let verdict):
            if verdict == .hold, holder == nil { holder = window }
            if verdict == .reset {
                isCut = window.kind == .cut && (isCut || self.verdict != .reset)
            }
            self.verdict = self.verdict.combined(with: verdict)
        }
    }
}
