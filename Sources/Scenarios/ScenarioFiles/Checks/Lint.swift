import Scenarios

/// Something that may run but seldom should: what `check` warns about, and the arithmetic of it.
///
/// A lint is one file of `Lints/` and one line of ``all``. It speaks of what is certain from the
/// file alone, and is silent where the answer depends on how a run goes.
package struct Lint: Sendable {
    /// What a warning ends with, and what the reference lists; it never changes.
    package let id: String
    /// When it warns, a clause that goes on from "Warns of".
    package let warnsOf: String
    /// How it counts.
    package let arithmetic: String
    /// What to do about it.
    package let remedy: String
    /// Whose advice it is.
    package let source: String
    /// Every place it warns about.
    let find: @Sendable (Wiring) -> [Problem]

    init(
        _ id: String, warnsOf: String, arithmetic: String, remedy: String, source: String,
        find: @escaping @Sendable (Wiring) -> [Problem]
    ) {
        self.id = id
        self.warnsOf = warnsOf
        self.arithmetic = arithmetic
        self.remedy = remedy
        self.source = source
        self.find = find
    }

    /// Every lint, in the order of the reference.
    package static let all: [Lint] = [
        .bareCall, .shortTimeout, .idleTimeout, .nestedRetries, .unsafeRetry, .unsafeHedge,
        .starvedBreaker, .wideBulkhead, .longStabilisation, .dependentLiveness, .slowConstant,
    ]
}
