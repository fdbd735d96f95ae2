import Scenarios

/// A path of `set` and `--set`: `services."a.b".endpoints."POST /x"[0].work`, `faults.slow.delay`.
package struct SettingPath: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        /// A key of an object, or the `name` or `id` of a list's element.
        case key(String)
        case index(Int)
    }

    package var parts: [Part]

    /// Reads a path; nil when it is none. Quoted keys take `\"` and `\\`.
    package init?(_ text: some StringProtocol) {
        parts = []
        var rest = Substring(text)
        while !rest.isEmpty {
            if rest.first == "[" {
                guard !parts.isEmpty, let close = rest.firstIndex(of: "]"),
                    let index = Int(rest[rest.index(after: rest.startIndex)..<close]),
                    (0..<1_000_000_000).contains(index)
                else { return nil }
                parts.append(.index(index))
                rest = rest[rest.index(after: close)...]
            } else {
                if !parts.isEmpty {
                    guard rest.removeFirst() == "." else { return nil }
                }
                guard let key = Self.key(&rest) else { return nil }
                parts.append(.key(key))
            }
        }
        guard !parts.isEmpty else { return nil }
    }

    private static func key(_ rest: inout Substring) -> String? {
        guard rest.first == "\"" else {
            let key = rest.prefix { $0 != "." && $0 != "[" }
            rest = rest[key.endIndex...]
            return key.isEmpty || key.contains("\"") ? nil : String(key)
        }
        rest.removeFirst()
        var key = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return key.isEmpty ? nil : key
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                key.append(escaped)
            default: key.append(character)
            }
        }
        return nil
    }

    /// The path with `topology` in front where it begins with one of the topology's own keys.
    var fromScenario: SettingPath {
        guard case .key(let first) = parts[0], ObjectTable.scenario.row(first) == nil,
            ObjectTable.topology.row(first) != nil
        else { return self }
        var path = self
        path.parts.insert(.key("topology"), at: 0)
        return path
    }
}
