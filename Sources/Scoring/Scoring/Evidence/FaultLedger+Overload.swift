public import Recordings

extension FaultLedger {
    /// Whether it adds requests rather than breaking something.
    public var isOverload: Bool {
        if case .spike = origin { return true }
        return inject == "overload"
    }
}
