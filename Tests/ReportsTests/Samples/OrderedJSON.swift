/// A JSON value that keeps the order of keys, for tests of texts whose order is promised.
indirect enum OrderedJSON: Equatable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case list([OrderedJSON])
    case object([Field])

    struct Field: Equatable {
        var key: String
        var value: OrderedJSON
    }

    struct Problem: Error { var at: Int }

    init(parsing text: String) throws {
        var parser = Parser(bytes: Array(text.utf8))
        self = try parser.value()
        parser.skipSpace()
        guard parser.at == parser.bytes.count else { throw Problem(at: parser.at) }
    }

    subscript(key: String) -> OrderedJSON? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.key == key }?.value
    }

    var elements: [OrderedJSON] {
        guard case .list(let elements) = self else { return [] }
        return elements
    }

    var fields: [Field] {
        guard case .object(let fields) = self else { return [] }
        return fields
    }

    var number: Double? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    var string: String? {
        guard case .string(let string) = self else { return nil }
        return string
    }

    private struct Parser {
        let bytes: [UInt8]
        var at = 0

        mutating func skipSpace() {
            while at < bytes.count, [0x20, 0x0A].contains(bytes[at]) { at += 1 }
        }

        mutating func take(_ text: String) -> Bool {
            let wanted = Array(text.utf8)
            guard bytes[at...].starts(with: wanted) else { return false }
            at += wanted.count
            return true
        }

        mutating func value() throws -> OrderedJSON {
            skipSpace()
            if take("null") { return .null }
            if take("true") { return .boolean(true) }
            if take("false") { return .boolean(false) }
            if take("\"") { return .string(try string()) }
            if take("[") { return .list(try items("]") { try $0.value() }) }
            if take("{") { return .object(try items("}") { try $0.field() }) }
            let start = at
            while at < bytes.count, "+-.eE0123456789".utf8.contains(bytes[at]) { at += 1 }
            guard let number = Double(String(decoding: bytes[start..<at], as: UTF8.self)) else {
                throw Problem(at: start)
            }
            return .number(number)
        }

        mutating func items<Item>(
            _ end: String, _ item: (inout Parser) throws -> Item
        ) throws -> [Item] {
            var items: [Item] = []
            skipSpace()
            if take(end) { return items }
            while true {
                items.append(try item(&self))
                skipSpace()
                if take(end) { return items }
                guard take(",") else { throw Problem(at: at) }
            }
        }

        mutating func field() throws -> Field {
            skipSpace()
            guard take("\"") else { throw Problem(at: at) }
            let key = try string()
            skipSpace()
            guard take(":") else { throw Problem(at: at) }
            return Field(key: key, value: try value())
        }

        mutating func string() throws -> String {
            var text: [UInt8] = []
            while at < bytes.count {
                let byte = bytes[at]
                at += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
                case 0..<0x20: throw Problem(at: at)
                case UInt8(ascii: "\\"): text += try escaped()
                default: text.append(byte)
                }
            }
            throw Problem(at: at)
        }

        mutating func escaped() throws -> [UInt8] {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "n"): return [0x0A]
            case UInt8(ascii: "r"): return [0x0D]
            case UInt8(ascii: "t"): return [0x09]
            case UInt8(ascii: "u"):
                let digits = String(decoding: bytes[at..<at + 4], as: UTF8.self)
                at += 4
                guard let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) else {
                    throw Problem(at: at)
                }
                return Array(String(Character(scalar)).utf8)
            default: return [byte]
            }
        }
    }
}
