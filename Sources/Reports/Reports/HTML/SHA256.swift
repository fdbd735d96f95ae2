/// The digest by which a page names the one script and the one style that it may run.
///
/// - SeeAlso: NIST, FIPS 180-4, *Secure Hash Standard* (2015), chapters 4.1.2, 5 and 6.2.
package enum SHA256 {
    /// 32 bytes.
    package static func digest(_ message: [UInt8]) -> [UInt8] {
        var state = primes.prefix(8).map(squareRoot)
        let constants = primes.map(cubeRoot)
        let text = padded(message)
        for block in stride(from: 0, to: text.count, by: 64) {
            mix(schedule(text[block..<block + 64]), constants, into: &state)
        }
        return state.flatMap { word in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        }
    }

    /// The digest in base 64 (RFC 4648), as a content security policy has it.
    package static func base64(_ message: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        // 32 bytes are ten groups of three and a last one of two.
        let bytes = digest(message)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                let letter = letters[bits >> (18 - 6 * place) & 63]
                text.append(place <= group.count ? letter : "=")
            }
        }
        return text
    }

    /// The message, a one bit, zeros, and its length in bits, in blocks of 64 bytes.
    private static func padded(_ message: [UInt8]) -> [UInt8] {
        var text = message + [0x80]
        text += Array(repeating: 0, count: (120 - text.count % 64) % 64)
        let bits = UInt64(message.count) * 8
        return text
            + stride(from: 56, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: bits >> UInt64($0))
            }
    }

    private static func schedule(_ block: ArraySlice<UInt8>) -> [UInt32] {
        var words: [UInt32] = []
        for start in stride(from: block.startIndex, to: block.endIndex, by: 4) {
            words.append(block[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) })
        }
        for place in 16..<64 {
            let early = words[place - 15]
            let late = words[place - 2]
            let first = turn(early, 7) ^ turn(early, 18) ^ early >> 3
            let second = turn(late, 17) ^ turn(late, 19) ^ late >> 10
            words.append(words[place - 16] &+ first &+ words[place - 7] &+ second)
        }
        return words
    }

    private static func mix(
        _ words: [UInt32], _ constants: [UInt32], into state: inout [UInt32]
    ) {
        var s = state
        for place in 0..<64 {
            let choice = s[4] & s[5] ^ ~s[4] & s[6]
            let sum = turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)
            let first = s[7] &+ sum &+ choice &+ constants[place] &+ words[place]
            let majority = s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2]
            let second = (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) &+ majority
            s = [first &+ second, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
        }
        for place in 0..<8 { state[place] &+= s[place] }
    }

    private static func turn(_ word: UInt32, _ bits: UInt32) -> UInt32 {
        word >> bits | word << (32 - bits)
    }

    private static let primes: [UInt64] = (2...311).filter { number in
        !(2..<number).contains { number % $0 == 0 }
    }

    /// The first 32 bits of the fraction of a square root: the greatest r with r² ≤ p · 2⁶⁴.
    private static func squareRoot(_ prime: UInt64) -> UInt32 {
        greatest { $0.multipliedFullWidth(by: $0).high < prime }
    }

    /// The same of a cube root: the greatest r with r³ ≤ p · 2⁹⁶.
    private static func cubeRoot(_ prime: UInt64) -> UInt32 {
        greatest { root in
            let square = root.multipliedFullWidth(by: root)
            let low = square.low.multipliedFullWidth(by: root)
            // No root is above 2³⁸: the upper half of its cube fits into 64 bits.
            let high = square.high &* root &+ low.high
            return high >> 32 < prime
        }
    }

    /// The low 32 bits of the greatest number below 2³⁸ that fits: they are the fraction.
    private static func greatest(_ fits: (UInt64) -> Bool) -> UInt32 {
        var root: UInt64 = 0
        for place in (0..<38).reversed() where fits(root | 1 << UInt64(place)) {
            root |= 1 << UInt64(place)
        }
        return UInt32(truncatingIfNeeded: root)
    }
}
