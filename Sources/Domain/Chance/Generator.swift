public import Timebase

/// SplitMix64 from a ``Key``: our own generator with our own bounded draws, the same everywhere.
///
/// The state is 8 bytes and made from a key in no time, so each draw can have its own generator.
/// - SeeAlso: Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014.
@frozen
public struct Generator: Sendable {
    @usableFromInline var state: UInt64

    @inlinable
    public init(_ key: Key) { state = key.bits }

    /// The next 64 random bits.
    @inlinable
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Key.mix(state)
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    @inlinable
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform in 0 ..< `bound`, without bias. `bound` must be above zero.
    ///
    /// - SeeAlso: Lemire: "Fast random integer generation in an interval", TOMACS 29 (2019).
    @inlinable
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "below(\(bound)): the bound must be above zero")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// True with probability `chance`, which is in 0 ... 1.
    @inlinable
    public mutating func happens(_ chance: Double) -> Bool { uniform() < chance }

    /// Uniform in 0 ..< `limit`, in whole nanoseconds; zero when `limit` is.
    @inlinable
    public mutating func duration(below limit: Timebase.Duration) -> Timebase.Duration {
        limit.nanoseconds <= 0 ? .zero : .nanoseconds(Int64(below(Int(limit.nanoseconds))))
    }
}
