import Recordings

/// What a JSON value may be, as far as a result needs it.
indirect enum JSONShape: Sendable {
    case string, number, integer, boolean
    /// A number in 0 … 100.
    case score
    case anything
    case oneOf([String])
    case list(JSONShape)
    /// All these keys and no others.
    case object([(String, JSONShape)])
    /// Keys that users choose.
    case map(JSONShape)
    case nullable(JSONShape)

    var orNull: JSONShape { .nullable(self) }

    /// Writes the shape as a schema.
    func write(to json: inout JSONWriter) {
        json.object { json in writeKeywords(to: &json) }
    }

    /// Writes the keywords of the shape's schema into an object that is open already.
    func writeKeywords(to json: inout JSONWriter) {
        switch self {
        case .anything: break
        case .string: json.field("type", "string")
        case .number: json.field("type", "number")
        case .integer: json.field("type", "integer")
        case .boolean: json.field("type", "boolean")
        case .score:
            json.field("type", "number")
            json.field("minimum", 0)
            json.field("maximum", 100)
        case .oneOf(let words):
            json.array("enum", .line) { json in for word in words { json.value(word) } }
        case .list(let element):
            json.field("type", "array")
            json.key("items")
            element.write(to: &json)
        case .object(let fields): JSONShape.write(fields, to: &json)
        case .map(let value):
            json.field("type", "object")
            json.key("additionalProperties")
            value.write(to: &json)
        case .nullable(let shape):
            json.array("anyOf") { json in
                shape.write(to: &json)
                json.object(.line) { json in json.field("type", "null") }
            }
        }
    }

    private static func write(_ fields: [(String, JSONShape)], to json: inout JSONWriter) {
        json.field("type", "object")
        json.field("additionalProperties", false)
        json.array("required") { json in for (key, _) in fields { json.value(key) } }
        json.object("properties") { json in
            for (key, shape) in fields {
                json.key(key)
                shape.write(to: &json)
            }
        }
    }
}
