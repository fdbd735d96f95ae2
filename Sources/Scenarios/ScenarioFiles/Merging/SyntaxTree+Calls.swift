extension SyntaxTree {
    /// Changes every member's value of the object at a path of keys, if there is one.
    mutating func change(_ path: String..., each body: (String, inout SyntaxTree) -> Void) {
        change(path[...], body)
    }

    private mutating func change(
        _ path: ArraySlice<String>, _ body: (String, inout SyntaxTree) -> Void
    ) {
        guard case .object(var members) = value else { return }
        value = .null  // Lets the members be changed in place rather than copied.
        if let key = path.first {
            if let index = members.firstIndex(where: { $0.key == key }) {
                members[index].value.change(path.dropFirst(), body)
            }
        } else {
            for index in members.indices { body(members[index].key, &members[index].value) }
        }
        value = .object(members)
    }

    /// Changes every object that holds a call, steps and streams alike; the body is told caller
    /// (`load:checkout` for a stream) and callee.
    mutating func changeCalls(_ body: (String, String, inout SyntaxTree) -> Void) {
        change("load") { name, stream in
            guard let callee = stream.callee("send") else { return }
            body("load:\(name)", callee, &stream)
        }
        change("topology", "services") { name, service in
            service.change("endpoints") { _, endpoint in
                endpoint.changeSteps { body(name, $0, &$1) }
            }
        }
    }

    private mutating func changeSteps(_ body: (String, inout SyntaxTree) -> Void) {
        switch value {
        case .array(var elements):
            value = .null
            for index in elements.indices { elements[index].changeSteps(body) }
            value = .array(elements)
        case .object(var members):
            if let callee = callee("call") { return body(callee, &self) }
            value = .null
            for index in members.indices { members[index].value.changeSteps(body) }
            value = .object(members)
        default: break
        }
    }

    /// The service that `payments POST /charges` at a key names.
    private func callee(_ key: String) -> String? {
        self[key]?.string.map { String($0.prefix { $0 != " " }) }
    }
}
