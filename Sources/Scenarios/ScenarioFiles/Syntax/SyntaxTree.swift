package import Scenarios

/// A JSON5 value with the place where it was written.
///
/// Members keep their order, numbers their source text (a seed needs all its 64 bits), and every
/// value its place, through merging as well, so that a problem or an advice can name the line.
package struct SyntaxTree: Sendable {
    package enum Value: Sendable {
        case null
        case bool(Bool)
        case number(Number)
        case string(String)
        case array([SyntaxTree])
        case object([Member])
    }

    /// A number as it was written; always finite.
    package struct Number: Hashable, Sendable {
        package var text: String
        /// What it reads as.
        package var value: Double { Double(text) ?? 0 }
        package init(text: String) { self.text = text }
    }

    /// A key of an object with its value.
    package struct Member: Sendable {
        package var key: String
        package var value: SyntaxTree
        var keySpot: SourceSpot

        package init(key: String, keyPlace: SourcePlace, value: SyntaxTree) {
            self.init(key: key, keySpot: SourceSpot(keyPlace), value: value)
        }
        init(key: String, keySpot: SourceSpot, value: SyntaxTree) {
            self.key = key
            self.keySpot = keySpot
            self.value = value
        }

        package var keyPlace: SourcePlace {
            get { keySpot.place }
            set { keySpot = SourceSpot(newValue) }
        }
    }

    package var value: Value
    var spot: SourceSpot

    package init(value: Value, place: SourcePlace) {
        self.init(value: value, spot: SourceSpot(place))
    }
    init(value: Value, spot: SourceSpot) {
        self.value = value
        self.spot = spot
    }

    package var place: SourcePlace {
        get { spot.place }
        set { spot = SourceSpot(newValue) }
    }
}

extension SyntaxTree {
    /// The members of an object, or nil for any other value.
    package var members: [Member]? {
        guard case .object(let members) = value else { return nil }
        return members
    }

    /// The elements of an array, or nil for any other value.
    package var elements: [SyntaxTree]? {
        guard case .array(let elements) = value else { return nil }
        return elements
    }

    /// The text of a string, or nil for any other value.
    package var string: String? {
        guard case .string(let text) = value else { return nil }
        return text
    }

    /// The value below `key`; nil when this is no object or has no such key. Setting nil removes.
    package subscript(key: String) -> SyntaxTree? {
        get { members?.first { $0.key == key }?.value }
        set {
            guard case .object(var members) = value else { return }
            value = .null  // Lets the array be changed in place rather than copied.
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let newValue?): members[index].value = newValue
            case (let index?, nil): members.remove(at: index)
            case (nil, let newValue?):
                members.append(Member(key: key, keyPlace: newValue.place, value: newValue))
            case (nil, nil): break
            }
            value = .object(members)
        }
    }

    /// What a problem calls this value: `"0s"`, `200`, `a list`, `an object`.
    package var spoken: String {
        switch value {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let number): number.text.count > 40 ? "a long number" : number.text
        case .string(let text): quoted(text)
        case .array(let elements): elements.isEmpty ? "an empty list" : "a list"
        case .object(let members): members.isEmpty ? "an empty object" : "an object"
        }
    }
}
