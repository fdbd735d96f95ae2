/// Holds a JSON value against the part of JSON Schema that `resultSchema()` uses; stricter in one
/// point: keys must stand in the order of `properties`.
enum SchemaValidator {
    /// Every violation, with the path of the value.
    static func violations(
        of value: OrderedJSON, against schema: OrderedJSON, at path: String = "$"
    ) -> [String] {
        if let choices = schema["anyOf"] {
            let tries = choices.elements.map { violations(of: value, against: $0, at: path) }
            return tries.contains([]) ? [] : tries.first ?? ["\(path): nothing is allowed"]
        }
        if let choices = schema["enum"] {
            return choices.elements.contains(value) ? [] : ["\(path): not one of the words"]
        }
        guard let type = schema["type"]?.string else { return [] }
        switch (type, value) {
        case ("string", .string), ("boolean", .boolean), ("null", .null): return []
        case ("number", .number(let number)): return range(number, schema, path)
        case ("integer", .number(let number)):
            return number == number.rounded() ? range(number, schema, path) : ["\(path): not whole"]
        case ("array", .list(let elements)):
            let items = schema["items"] ?? .object([])
            return elements.enumerated().flatMap {
                violations(of: $1, against: items, at: "\(path)[\($0)]")
            }
        case ("object", .object(let fields)): return object(fields, schema, path)
        default: return ["\(path): not of type \(type)"]
        }
    }

    private static func range(_ number: Double, _ schema: OrderedJSON, _ path: String) -> [String] {
        let low = schema["minimum"]?.number ?? -.infinity
        let high = schema["maximum"]?.number ?? .infinity
        return (low...high).contains(number) ? [] : ["\(path): \(number) is out of range"]
    }

    private static func object(
        _ fields: [OrderedJSON.Field], _ schema: OrderedJSON, _ path: String
    ) -> [String] {
        guard let properties = schema["properties"] else {
            let values = schema["additionalProperties"] ?? .object([])
            return fields.flatMap {
                violations(of: $0.value, against: values, at: "\(path).\($0.key)")
            }
        }
        let required = (schema["required"]?.elements ?? []).compactMap(\.string)
        var found = fields.map(\.key) == required ? [] : ["\(path): keys are \(fields.map(\.key))"]
        for field in fields {
            guard let property = properties[field.key] else { continue }
            found += violations(of: field.value, against: property, at: "\(path).\(field.key)")
        }
        return found
    }
}
