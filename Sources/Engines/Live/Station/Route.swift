package import HTTPWire
package import Topologies

/// How an endpoint is asked for: its name `"POST /orders"` as a request line.
package struct Route {
    package let method: [UInt8]
    /// The path; what a request target cannot hold is percent-encoded.
    package let path: [UInt8]
    let known: HTTPMethod

    package init(_ endpoint: Endpoint) {
        let words = endpoint.name.split(separator: " ", maxSplits: 1)
        method = Array(words[0].utf8)
        path = Route.target(of: words.count > 1 ? words[1] : "/")
        known =
            HTTPMethod.allCases.first { $0.word.description.utf8.elementsEqual(words[0].utf8) }
            ?? .other
    }

    private static func target(of path: Substring) -> [UInt8] {
        var target: [UInt8] = []
        for byte in path.utf8 {
            if byte > 0x20 && byte < 0x7F {
                target.append(byte)
            } else {
                target += [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 15)]
            }
        }
        return target
    }

    /// Upper case, as producers should write it (RFC 3986, section 2.1).
    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 55 + value }

    package func matchesPath(of head: RequestHead) -> Bool { head.pathEquals(path) }

    /// HEAD goes with GET (RFC 9110, section 9.3.2).
    package func matchesMethod(of head: RequestHead) -> Bool {
        if known == .other { return head.bytes[head.methodRange].elementsEqual(method) }
        return head.method == known || (known == .get && head.method == .head)
    }

    package func matches(_ head: RequestHead) -> Bool {
        matchesPath(of: head) && matchesMethod(of: head)
    }
}
