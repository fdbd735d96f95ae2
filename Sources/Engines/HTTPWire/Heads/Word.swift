/// The tests of "Bit Twiddling Hacks" on the eight bytes of a word: only the lowest set bit of an
/// answer is meant, since a hit borrows from the bytes above it.
enum Word {
    /// The high bit of every byte that is `byte`.
    @inline(__always)
    static func matches(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let difference = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }

    /// The high bit of every byte below a space.
    @inline(__always)
    static func belowSpace(_ word: UInt64) -> UInt64 {
        (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
    }
}
