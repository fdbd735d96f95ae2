/// How many seeds of two results passed: medians do not show what goes wrong in fewer than half.
public struct PassedSeeds: Hashable, Sendable {
    public var passedBefore: Int
    public var seedsBefore: Int
    public var passedNow: Int
    public var seedsNow: Int

    /// As rare a chance as this says that fewer pass; ten times rarer than all false alarms
    /// together may be.
    public static let falseAlarms = 0.001
    /// As rare a chance as this is not called unchanged either.
    public static let doubt = 0.05

    init(_ old: SeedSeries, _ new: SeedSeries) {
        passedBefore = old.verdicts.count { $0 == .pass }
        seedsBefore = old.verdicts.count
        passedNow = new.verdicts.count { $0 == .pass }
        seedsNow = new.verdicts.count
    }

    /// The chance of so few now if nothing changed: ``FisherTest``.
    public var pValue: Double {
        FisherTest.fewer(first: (passedBefore, seedsBefore), second: (passedNow, seedsNow))
    }

    public var finding: Comparison.Finding {
        switch pValue {
        case ...PassedSeeds.falseAlarms: .regressed
        case ...PassedSeeds.doubt: .undecided
        default: .unchanged
        }
    }
}
