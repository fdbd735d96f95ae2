/// Messages for tests, as text.
enum HTTPText {
    static func get(_ path: String = "/a", tag: String? = nil) -> String {
        let field = tag.map { "chaos-attempt: \($0)\r\n" } ?? ""
        return "GET \(path) HTTP/1.1\r\nhost: x\r\n\(field)\r\n"
    }

    static func ok(_ body: String = "") -> String {
        "HTTP/1.1 200 OK\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}
