/// A short name for an input, to tell by whether two results are of the same one.
///
/// FNV-1a of 64 bits: it tells texts apart, and keeps no secret.
/// - SeeAlso: RFC 9923, "The FNV Non-Cryptographic Hash Algorithm".
package enum Digest {
    /// 16 hexadecimal digits.
    package static func hexadecimal(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
