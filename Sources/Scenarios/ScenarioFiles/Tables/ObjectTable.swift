/// The keys an object may have: what reading checks them against and the reference is made from.
package struct ObjectTable: Sendable {
    /// The heading in the reference, such as `Retry`.
    package var title: String
    /// A sentence or two above the table.
    package var says: String
    package var rows: [KeyRow]

    package init(_ title: String, _ says: String, _ rows: [KeyRow]) {
        self.title = title
        self.says = says
        self.rows = rows
    }

    /// The row of a key.
    package func row(_ key: String) -> KeyRow? { rows.first { $0.name == key } }

    /// The keys that can be used today, in their order.
    package var names: [String] { rows.filter { !$0.isLater }.map(\.name) }
}

/// One key of an object.
package struct KeyRow: Sendable {
    package var name: String
    /// What its value is, as the reference and a problem say it: `duration`, `ratio`.
    package var type: String
    /// What it is when it is not written.
    package var standard: DefaultValue?
    /// The default in words, where it is no fixed value.
    package var standardText: String?
    /// Where the default comes from.
    package var source: String
    package var isRequired: Bool
    /// Whether the format has it but this version does not: refused by name, never ignored.
    package var isLater: Bool
    package var engines: String
    package var says: String

    package init(
        _ name: String, _ type: String, default standard: DefaultValue? = nil,
        defaultText: String? = nil, from source: String = "", required: Bool = false,
        engines: String = "all", _ says: String
    ) {
        self.name = name
        self.type = type
        self.standard = standard
        self.standardText = defaultText
        self.source = source
        self.isRequired = required
        self.isLater = false
        self.engines = engines
        self.says = says
    }

    /// The type without the reference's links and code marks, for a problem.
    var plainType: String {
        var text = ""
        var inTarget = false
        var isCode = false
        for character in type {
            if character == "`" { isCode.toggle() }
            if character == "`" || !isCode && "[]".contains(character) { continue }
            if character == "(" { inTarget = true }
            if !inTarget { text.append(character) }
            if character == ")" { inTarget = false }
        }
        return text
    }

    /// A key that the format has and a later version will read.
    package static func later(_ name: String, _ says: String) -> KeyRow {
        var row = KeyRow(name, "not supported yet", engines: "none yet", says)
        row.isLater = true
        return row
    }
}

/// A default as the file would write it.
package enum DefaultValue: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByArrayLiteral
{
    case text(String)
    case number(Double)
    case flag(Bool)
    case texts([String])
    case emptyObject

    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .number(Double(value)) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }
    package init(arrayLiteral elements: String...) { self = .texts(elements) }
    /// Only `[:]`: an object with all its own defaults.
    package init(dictionaryLiteral elements: (String, String)...) { self = .emptyObject }

    /// The value as it would have been read.
    var value: (SyntaxTree) -> SyntaxTree.Value {
        switch self {
        case .text(let text): { _ in .string(text) }
        case .number(let number): { _ in .number(.init(text: Self.text(number))) }
        case .flag(let flag): { _ in .bool(flag) }
        case .texts(let texts):
            { owner in .array(texts.map { SyntaxTree(value: .string($0), place: owner.place) }) }
        case .emptyObject: { _ in .object([]) }
        }
    }

    /// The value as the file would write it.
    package var written: String {
        switch self {
        case .text(let text): SyntaxTree.literal(text)
        case .number(let number): Self.text(number)
        case .flag(let flag): "\(flag)"
        case .texts(let texts):
            "[" + texts.map { SyntaxTree.literal($0) }.joined(separator: ", ") + "]"
        case .emptyObject: "{}"
        }
    }

    private static func text(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
}
