public import Timebase

/// What becomes of a system under smaller and larger versions of its fault, at lower and higher
/// load: where it only feels it, where it recovers, and where it stays down.
///
/// - SeeAlso: Huang et al., "Metastable Failures in the Wild", OSDI 2022: whether a system is
///   vulnerable follows from its load and the size of the trigger.
public struct TriggerMap: Hashable, Sendable {
    /// Factors on the rate of every stream, and on the users of closed loops, rising.
    public var loads: [Double]
    /// Factors on how strong each fault is, rising; one where none of them has a strength.
    public var sizes: [Double]
    /// Factors on how long each fault lasts, rising; one where none of them has a length.
    public var lengths: [Double]
    /// How long the longest fault of the scenario as it is lasts; nil where none has a length.
    public var length: Duration?
    /// By load, then size, then length.
    public var cells: [Cell]

    public init(
        loads: [Double], sizes: [Double], lengths: [Double], length: Duration?, cells: [Cell]
    ) {
        self.loads = loads
        self.sizes = sizes
        self.lengths = lengths
        self.length = length
        self.cells = cells
    }

    /// What became of one version.
    public enum Cell: Hashable, Sendable {
        /// All was well again so long after the fault, the slowest stream's time.
        case recovered(Duration)
        /// Not well again by the end of the run.
        case ill
        /// Ill although nothing was wrong any more; see the metric `metastable`.
        case metastable
        /// It cannot be told: the load was too much even without the fault.
        case overloaded
    }

    public func cell(load: Int, size: Int, length: Int) -> Cell {
        cells[(load * sizes.count + size) * lengths.count + length]
    }
}
