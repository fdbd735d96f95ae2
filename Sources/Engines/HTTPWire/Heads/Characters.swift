/// The classes of characters in RFC 9110, and searches by eight bytes at a time.
enum Characters {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20

    /// `tchar` (RFC 9110, section 5.6.2): methods and field names consist of them.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        isMember(byte, below64: 0x03ff_6cfa_0000_0000, below128: 0x57ff_ffff_c7ff_fffe)
    }

    /// What a `Host` may hold (RFC 3986, section 3.2.2, and a port).
    @inline(__always)
    static func isHost(_ byte: UInt8) -> Bool {
        isMember(byte, below64: 0x2fff_7ff2_0000_0000, below128: 0x47ff_fffe_afff_fffe)
    }

    /// Whether a byte is visible ASCII: request targets consist of them.
    @inline(__always)
    static func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    /// Letters of ASCII in lower case, everything else as it is.
    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    @inline(__always)
    private static func isMember(_ byte: UInt8, below64: UInt64, below128: UInt64) -> Bool {
        let bits = byte < 64 ? below64 : byte < 128 ? below128 : 0
        return (bits >> UInt64(byte & 63)) & 1 != 0
    }
}
