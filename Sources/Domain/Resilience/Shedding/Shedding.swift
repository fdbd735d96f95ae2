/// What an instance does with more requests than it has slots for, besides queueing them in turn.
public enum Shedding: Hashable, Sendable {
    /// RFC 8289: drops from the front once waiting has been too long for too long.
    case codel(CoDel.Settings)
    /// Facebook's: short waits and last come first served while a queue stands.
    case adaptiveLIFO(CoDel.Settings)
    /// By criticality: who matters more is served first and, when the backlog is full, takes the
    /// place of the last to come of those who matter least. So a request is refused only when
    /// everything less critical is (*Site Reliability Engineering*, ch. 21, "Criticality").
    case priority
}

/// How much a request matters; it is handed on to every call made on its behalf.
@frozen
public enum Criticality: UInt8, Hashable, Sendable, CaseIterable {
    case critical, normal, sheddable
}
