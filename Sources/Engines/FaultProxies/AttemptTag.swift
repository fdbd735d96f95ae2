import Chance
import HTTPWire

/// What a caller of ours says of its attempt in `chaos-attempt: key=<16 hex digits>;from=<host>;…`.
struct AttemptTag: Equatable {
    var key: Key
    /// The calling instance, by host number; −1 when it does not say.
    var from: Int32

    /// Nil when the request has no such field, or one that is not ours.
    init?(_ fields: FieldSection) {
        guard let tag = fields.withValue(of: "chaos-attempt", AttemptTag.init(parsing:)) else {
            return nil
        }
        guard let tag else { return nil }
        self = tag
    }

    init?(parsing value: UnsafeRawBufferPointer) {
        var key: UInt64?
        var from: Int32 = -1
        for part in value.split(separator: UInt8(ascii: ";")) {
            let pair = part.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard pair.count == 2 else { return nil }
            let (name, text) = (pair[0], String(decoding: pair[1], as: UTF8.self))
            if name.elementsEqual("key".utf8) { key = UInt64(text, radix: 16) }
            if name.elementsEqual("from".utf8) { from = Int32(text) ?? -1 }
        }
        guard let key else { return nil }
        self.key = Key(bits: key)
        self.from = from
    }
}
