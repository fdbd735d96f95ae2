import Timebase
import Topologies

/// Reads what is special to a service that is a program.
struct ProgramReader {
    let names: Names
    /// The topology's file, which its paths are relative to.
    let base: String

    func read(_ fields: Fields, _ variables: inout VariableNames) -> CommandService {
        var program = CommandService(command: [])
        program.command = fields["command"].map { command($0) } ?? []
        program.folder = fields["cwd"]?.text(expected: "a path in quotes").map { resolved($0) }
        program.port = fields["port"].flatMap { variables.take($0) } ?? "PORT"
        program.calls = fields["calls"].map { calls($0, &variables) } ?? []
        program.environment = fields["env"].map { environment($0, &variables) } ?? []
        program.templates = fields["templates"].map { templates($0) } ?? []
        program.ready = fields["ready"].flatMap { readiness($0) } ?? .accepts
        program.readyWithin =
            fields["readyWithin"]?.duration(aboveZero: true) ?? .seconds(30)
        return program
    }

    private func resolved(_ path: String) -> String {
        let path = FilePath.resolve(path, from: base)
        return path.isEmpty ? "." : path
    }

    /// The program and its arguments; a program with a slash is a path, any other is looked up.
    private func command(_ node: Node) -> [String] {
        let expected = "a list such as [\"python3\", \"app.py\"]"
        guard let nodes = node.elements(expected: expected) else { return [] }
        var words = nodes.compactMap { $0.text(expected: "an argument in quotes") }
        guard let program = words.first, !program.isEmpty else {
            if words.isEmpty, nodes.isEmpty { node.refuse(expected: expected) }
            if words.first == "" { nodes[0].refuse(expected: "a program's name") }
            return []
        }
        if program.contains("/"), !program.hasPrefix("${") {
            let path = resolved(program)
            words[0] = path.contains("/") ? path : "./" + path
        }
        for (word, node) in zip(words, nodes) where word.utf8.contains(0) {
            node.refuse(expected: "a text without a zero byte")
        }
        return words
    }

    private func environment(
        _ node: Node, _ variables: inout VariableNames
    ) -> [CommandService.Variable] {
        guard let members = node.members(expected: "an object such as { DEBUG: \"1\" }") else {
            return []
        }
        return members.compactMap { name, place, value in
            let key = Node(
                tree: SyntaxTree(value: .string(name), place: place), path: value.path,
                name: value.name, sink: node.sink)
            guard let name = variables.take(key), let text = value.text() else { return nil }
            return CommandService.Variable(name: name, value: text)
        }
    }

    private func templates(_ node: Node) -> [String] {
        guard let nodes = node.elements(expected: "a list of paths") else { return [] }
        var files: [Substring] = []
        return nodes.compactMap { node in
            guard let text = node.text(expected: "a path in quotes") else { return nil }
            let path = resolved(text)
            guard let file = path.split(separator: "/").last, file != ".." else {
                node.refuse(expected: "the path of a file")
                return nil
            }
            if files.contains(file) { node.refuse(expected: "files with different names") }
            files.append(file)
            return path
        }
    }

    private func readiness(_ node: Node) -> CommandService.Readiness? {
        if node.tree.elements != nil {
            let words = command(node)
            return words.isEmpty ? nil : .command(words)
        }
        let expected = "\"GET /path\", \"tcp\", or a command such as [\"redis-cli\", \"ping\"]"
        guard let text = node.text(expected: expected) else { return nil }
        if text == "tcp" { return .accepts }
        let path = text.dropFirst(4)
        guard text.hasPrefix("GET "), Node.isEndpoint(text) else {
            node.refuse(expected: expected)
            return nil
        }
        return .answers(path: String(path))
    }

    private func calls(
        _ node: Node, _ variables: inout VariableNames
    ) -> [CommandService.Dependency] {
        let expected = "an object such as { payments: \"PAYMENTS_URL\" }"
        guard let members = node.members(expected: expected) else { return [] }
        return members.compactMap { name, place, value in
            guard let service = names.service(name) else {
                let key = Node(
                    tree: SyntaxTree(value: .string(name), place: place), path: value.path,
                    name: node.name, sink: node.sink)
                key.refuseName(name, kind: "service", among: names.services)
                return nil
            }
            if value.tree.string != nil {
                return variables.take(value).map { .init(service: service, variable: $0) }
            }
            guard
                let fields = Fields(
                    value, .programCall, expected: "a variable's name, or { var, form }"),
                let variable = fields["var"].flatMap({ variables.take($0) }),
                let form = fields["form"]?.word(CommandService.Dependency.Form.self)
            else { return nil }
            return .init(service: service, variable: variable, form: form)
        }
    }
}
