/// Writes JSON text piece by piece, keys in the order in which they are given.
///
/// Containers take a closure, so that what is opened is closed:
///
///     var json = JSONWriter(.pretty)
///     json.object { json in
///         json.field("seed", 42)
///         json.array("latency_ms", .line) { json in json.value(12.25, decimals: 3) }
///     }
///
/// The bytes depend on nothing but the calls: numbers are formatted by ``DecimalText``, and text
/// is escaped so that it breaks no parser, no page with a script in it and no terminal.
/// - SeeAlso: RFC 8259.
public struct JSONWriter: Sendable {
    /// The text so far, UTF-8.
    public private(set) var bytes: [UInt8] = []
    private let layout: Layout
    private var depth = 0
    private var isInObject = false
    private var isOnLine: Bool
    /// Whether something stands before the next piece in its container.
    private var needsComma = false
    private var isAfterKey = false

    /// How the text is set.
    public enum Layout: Hashable, Sendable {
        /// No white space at all.
        case compact
        /// Two spaces a level, a line a value.
        case pretty
    }

    /// How one container is set in a pretty text; what it holds is set like it where it is a line.
    public enum Style: Hashable, Sendable {
        case lines
        /// All on one line: for short rows and long runs of numbers.
        case line
    }

    public init(_ layout: Layout = .compact) {
        self.layout = layout
        isOnLine = layout == .compact
    }

    /// The text so far.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Makes room beforehand for so many bytes more.
    public mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }
}

// Containers.
extension JSONWriter {
    public mutating func object(_ style: Style = .lines, _ body: (inout JSONWriter) -> Void) {
        contain(isObject: true, style, body)
    }

    public mutating func array(_ style: Style = .lines, _ body: (inout JSONWriter) -> Void) {
        contain(isObject: false, style, body)
    }

    public mutating func object(
        _ name: String, _ style: Style = .lines, _ body: (inout JSONWriter) -> Void
    ) {
        key(name)
        object(style, body)
    }

    public mutating func array(
        _ name: String, _ style: Style = .lines, _ body: (inout JSONWriter) -> Void
    ) {
        key(name)
        array(style, body)
    }

    private mutating func contain(
        isObject: Bool, _ style: Style, _ body: (inout JSONWriter) -> Void
    ) {
        separate()
        let outer = (isInObject, isOnLine)
        bytes.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
        depth += 1
        isInObject = isObject
        isOnLine = isOnLine || style == .line
        needsComma = false
        body(&self)
        precondition(!isAfterKey, "a key without a value at the end of an object")
        depth -= 1
        if needsComma && !isOnLine { breakLine() }
        (isInObject, isOnLine) = outer
        bytes.append(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        needsComma = true
    }

    /// The name of the next value; only in an object.
    public mutating func key(_ name: String) {
        precondition(isInObject && !isAfterKey, "the key \(name) where no key can stand")
        advance()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        if layout == .pretty { bytes.append(UInt8(ascii: " ")) }
        isAfterKey = true
    }

    /// Puts what must stand between the piece before and the value that comes now.
    private mutating func separate() {
        if isAfterKey {
            isAfterKey = false
            return
        }
        precondition(!isInObject, "a value in an object needs a key")
        advance()
    }

    private mutating func advance() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        if depth > 0 {
            if !isOnLine {
                breakLine()
            } else if needsComma && layout == .pretty {
                bytes.append(UInt8(ascii: " "))
            }
        }
        needsComma = true
    }

    private mutating func breakLine() {
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth {
            bytes.append(UInt8(ascii: " "))
            bytes.append(UInt8(ascii: " "))
        }
    }
}

// Values.
extension JSONWriter {
    public mutating func value(_ string: String) {
        separate()
        quote(string)
    }

    public mutating func value(_ number: Int64) {
        separate()
        DecimalText.append(number, to: &bytes)
    }

    public mutating func value(_ number: Int) { value(Int64(number)) }

    /// A number rounded to so many decimals, without trailing zeros; null when it is not finite.
    public mutating func value(_ number: Double, decimals: Int) {
        guard number.isFinite else { return null() }
        separate()
        DecimalText.append(number, decimals: decimals, isTrimmed: true, to: &bytes)
    }

    public mutating func value(_ truth: Bool) {
        separate()
        bytes.append(contentsOf: truth ? "true".utf8 : "false".utf8)
    }

    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// A value that is JSON text already; it is taken as it stands.
    public mutating func value(json: String) {
        separate()
        bytes.append(contentsOf: json.utf8)
    }

    /// A key with its value; nil is null.
    public mutating func field(_ name: String, _ string: String?) {
        key(name)
        if let string { value(string) } else { null() }
    }

    /// A key with its value; nil is null.
    public mutating func field(_ name: String, _ number: Int?) {
        key(name)
        if let number { value(number) } else { null() }
    }

    /// A key with its value, rounded to so many decimals; nil and what is not finite are null.
    public mutating func field(_ name: String, _ number: Double?, decimals: Int) {
        key(name)
        if let number { value(number, decimals: decimals) } else { null() }
    }

    /// A key with its value; nil is null.
    public mutating func field(_ name: String, _ truth: Bool?) {
        key(name)
        if let truth { value(truth) } else { null() }
    }
}

// Strings.
extension JSONWriter {
    private mutating func quote(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { utf8 in
            var kept = 0  // What stands before this has been written.
            var index = 0
            while index < utf8.count {
                let length = JSONWriter.escapedLength(in: utf8, at: index)
                if length > 0 {
                    bytes.append(contentsOf: utf8[kept..<index])
                    escape(utf8, at: index, length: length)
                    kept = index + length
                }
                index += max(1, length)
            }
            bytes.append(contentsOf: utf8[kept...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The length in bytes of the character at `index` if it must be escaped, otherwise 0.
    ///
    /// Besides what RFC 8259 asks for: the controls of C1 and DEL, which terminals obey; U+2028 and
    /// U+2029, which end a line of JavaScript; and U+202A … U+202E and U+2066 … U+2069, which turn
    /// the text around them about.
    private static func escapedLength(in utf8: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        switch utf8[index] {
        case 0x00..<0x20, 0x22, 0x5C, 0x7F:
            return 1
        case 0xC2 where utf8[index + 1] < 0xA0:
            return 2
        case 0xE2 where utf8[index + 1] == 0x80 && (0xA8...0xAE).contains(utf8[index + 2]):
            return 3
        case 0xE2 where utf8[index + 1] == 0x81 && (0xA6...0xA9).contains(utf8[index + 2]):
            return 3
        default:
            return 0
        }
    }

    private mutating func escape(
        _ utf8: UnsafeBufferPointer<UInt8>, at index: Int, length: Int
    ) {
        bytes.append(UInt8(ascii: "\\"))
        switch utf8[index] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return bytes.append(utf8[index])
        case 0x0A: return bytes.append(UInt8(ascii: "n"))
        case 0x0D: return bytes.append(UInt8(ascii: "r"))
        case 0x09: return bytes.append(UInt8(ascii: "t"))
        default: break
        }
        var scalar = Int(utf8[index])
        if length == 2 { scalar = Int(utf8[index + 1]) }
        if length == 3 {
            scalar = 0x2000 + Int(utf8[index + 1] & 0x3F) << 6 + Int(utf8[index + 2] & 0x3F)
        }
        bytes.append(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(scalar >> shift & 0xF)
            bytes.append(digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
        }
    }
}
