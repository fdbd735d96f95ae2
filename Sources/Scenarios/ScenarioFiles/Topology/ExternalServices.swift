import Scenarios
import Topologies

extension ObjectTable {
    package static let externalService = ObjectTable(
        "Service: external",
        """
        A server that already runs; the harness starts nothing, but stands on the edges to it. It \
        must be on this machine unless `--allow-external` is given. It speaks HTTP where anything \
        is sent to an endpoint of it, else plain TCP.
        """,
        [
            KeyRow(
                "external", "host and port", required: true, engines: "in-process, subprocess",
                "Where it is: `\"127.0.0.1:5432\"`, `\"localhost:80\"`, `\"[::1]:80\"`."),
            KeyRow(
                "endpoints", "list of endpoints", defaultText: "those that anything is sent to",
                engines: "in-process, subprocess", "What it can be asked for."),
        ])
}

extension TopologyReader {
    mutating func readExternal(_ node: Node, name: String, id: ServiceID) -> Service {
        var service = Service(name: name, concurrency: nil, backlog: nil, endpoints: [])
        guard let fields = Fields(node, .externalService) else {
            missCall()
            return service
        }
        refuse(fields, "external", on: [.simulate], "is a real server")
        if let address = fields["external"]?.address() {
            service.implementation = .external(address)
        }
        service.endpoints = readNames(fields["endpoints"], of: id)
        return service
    }
}

extension Node {
    /// `"127.0.0.1:5432"`, `"[::1]:80"`.
    fileprivate func address() -> ExternalAddress? {
        let expected = "a host and a port, such as \"127.0.0.1:5432\""
        guard let text = text(expected: expected) else { return nil }
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]),
            port > 0
        else {
            refuse(expected: expected)
            return nil
        }
        var host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        let isGood = host.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "@")
        }
        guard !host.isEmpty, isGood, host.contains(":") == isBracketed else {
            refuse(expected: expected)
            return nil
        }
        return ExternalAddress(host: String(host), port: Int(port))
    }
}
