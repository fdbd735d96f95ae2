import Resilience

extension ObjectTable {
    package static let fallback = ObjectTable(
        "Fallback", "What stands in for an answer that did not come; the answer is then degraded.",
        [
            KeyRow("static", "any value", required: true, "A fixed value that needs nobody."),
            .later("stale", "The last good answer."),
            .later("call", "Another call."),
        ])
}

extension Node {
    func fallback() -> Fallback? {
        if tree.string == "stale" {
            refuseAsLater("a fallback to the last good answer")
            return nil
        }
        guard let fields = Fields(self, .fallback, expected: "an object such as { static: [] }"),
            let value = fields["static"]
        else { return nil }
        return .fixed(value.tree.string ?? String(value.tree.text().dropLast()))
    }
}
