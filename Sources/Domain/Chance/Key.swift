/// Names one place where chance enters: a path of numbers from the seed down to a single draw.
///
/// Draws are keyed by what they are for (seed, purpose, entity, request number, step, attempt) and
/// never by the order of drawing, so a run, its control and every ablation see the same arrivals,
/// work times and jitters. Mixing is the 64-bit finaliser "Mix13" of Stafford, as in SplitMix64.
/// - SeeAlso: Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014.
@frozen
public struct Key: Hashable, Sendable {
    public let bits: UInt64

    @inlinable
    public init(bits: UInt64) { self.bits = bits }

    /// The root of all keys of a run.
    @inlinable
    public init(seed: UInt64) { bits = Key.mix(seed &+ 0x9E37_79B9_7F4A_7C15) }

    /// The key of a part, numbered below this one. Different numbers give unrelated keys.
    @inlinable
    public func child(_ number: UInt64) -> Key {
        Key(bits: Key.mix(bits ^ (number &+ 1) &* 0xD6E8_FEB8_6659_FD93))
    }
    /// The key of a part that is known by number in an array.
    @inlinable
    public func child(_ number: Int) -> Key { child(UInt64(bitPattern: Int64(number))) }
    /// The key of everything drawn for one purpose.
    @inlinable
    public func child(_ purpose: Purpose) -> Key { child(0x5055_0000 &+ UInt64(purpose.rawValue)) }

    @inlinable
    static func mix(_ input: UInt64) -> UInt64 {
        var bits = (input ^ (input >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

/// What a draw is for. Append only: a number that changes meaning changes every report.
public enum Purpose: UInt8, Sendable {
    case arrivals = 1
    case request, think, work, networkRequest, networkAnswer, backoff, balance
    case responds, faultChance, faultTarget, faultDelay, monkey, instance, replay, hedge, fallback
    case limiter, throttle
}
