/// Paths as text: this room joins them but never looks at what they lead to.
package enum FilePath {
    /// Where `path`, written in the file `base`, leads to, without `.` and `..` where it can.
    package static func resolve(_ path: String, from base: String) -> String {
        guard !path.hasPrefix("/") else { return normal(path) }
        guard let slash = base.lastIndex(of: "/") else { return normal(path) }
        return normal(base[...slash] + path)
    }

    /// A path without empty parts, `.`, and `..` behind a folder's name.
    package static func normal(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        let isAbsolute = path.hasPrefix("/")
        if isAbsolute { while parts.first == ".." { parts.removeFirst() } }
        return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }
}
