/// Text within a URL that holds it.
///
/// - SeeAlso: RFC 2397, *The "data" URL scheme*; RFC 3986, chapter 2.1 on percent encoding.
enum DataURL {
    /// The text with everything percent-encoded that ends an attribute, a URL or an element.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count * 5 / 4)
        for byte in text.utf8 {
            if isPlain(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: " -._~!$'()*,;:@/=".utf8.contains(byte)
        }
    }
}
