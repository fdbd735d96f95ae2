import Scenarios
import Topologies

/// What a scenario's parts call one another: taken from the keys before anything is decoded, so
/// that a fault's target is checked even where the service itself has a problem.
struct Names {
    private(set) var services: [String] = []
    private(set) var endpoints: [[String]] = []
    /// For each service whether its endpoints are those that anything is sent to.
    private(set) var isOpen: [Bool] = []
    private(set) var policies: [String] = []
    var zones: [String] = []
    var streams: [String] = []
    private var serviceIDs: [String: ServiceID] = [:]
    private var endpointIDs: [[String: EndpointID]] = []
    private var policyIDs: [String: PolicyID] = [:]

    /// - Parameter scenario: with its topology in it.
    init(_ scenario: SyntaxTree) {
        let topology = scenario["topology"]
        let sent = scenario.references()
        for member in topology?["services"]?.members ?? [] {
            serviceIDs[member.key] = services.count
            services.append(member.key)
            let names = Self.endpoints(of: member, sent)
            endpoints.append(names)
            isOpen.append(member.value.isForeign)
            endpointIDs.append(
                Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 }))
        }
        for member in topology?["policies"]?.members ?? [] {
            policyIDs[member.key] = policies.count
            policies.append(member.key)
        }
    }

    /// The endpoints as they are written; of a program or server of the user's, those it lists and
    /// those that anything is sent to, each once.
    private static func endpoints(of service: SyntaxTree.Member, _ sent: [String]) -> [String] {
        let written = service.value["endpoints"]
        guard service.value.isForeign else { return written?.members?.map(\.key) ?? [] }
        let prefix = service.key + " "
        let asked = sent.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        var names: [String] = []
        for name in (written?.elements?.compactMap(\.string) ?? []) + asked
        where !names.contains(name) { names.append(name) }
        return names
    }

    func service(_ name: some StringProtocol) -> ServiceID? { serviceIDs[String(name)] }
    func endpoint(_ name: String, of service: ServiceID) -> EndpointID? {
        endpointIDs[service][name]
    }
    func policy(_ name: String) -> PolicyID? { policyIDs[name] }
    func zone(_ name: some StringProtocol) -> ZoneID? { zones.firstIndex { $0 == name } }
    func stream(_ name: some StringProtocol) -> StreamID? { streams.firstIndex { $0 == name } }
}

extension SyntaxTree {
    /// Whether this service is a program or a server of the user's.
    fileprivate var isForeign: Bool { self["command"] != nil || self["external"] != nil }

    /// What the streams and steps of a scenario send to, as they write it.
    fileprivate func references() -> [String] {
        let sent = self["load"]?.members?.compactMap { $0.value["send"]?.string } ?? []
        let services = self["topology"]?["services"]?.members ?? []
        return sent + services.flatMap { $0.value["endpoints"]?.calls() ?? [] }
    }

    private func calls() -> [String] {
        if let elements { return elements.flatMap { $0.calls() } }
        return (members ?? []).flatMap { member in
            if member.key == "call", let text = member.value.string { return [text] }
            return member.value.calls()
        }
    }
}

extension Node {
    /// Reports a name that nothing bears.
    func refuseName(
        _ name: String, kind: String, of owner: String = "", among names: [String]
    ) {
        let shown = names.prefix(12).map { escaped($0, limit: 40) }.joined(separator: ", ")
        let more = names.count > 12 ? ", …" : ""
        report(
            "unknown \(kind) \(quoted(name))\(owner) in \(self.name)",
            suggestion: nearestWord(to: name, among: names),
            advice: names.isEmpty ? "There is none." : "There is: \(shown)\(more).")
    }

    /// `"payments POST /charges"` as a reference to an endpoint.
    func endpointReference(_ names: Names) -> EndpointReference? {
        let expected = "a service and its endpoint, such as \"payments POST /charges\""
        guard let text = text(expected: expected) else { return nil }
        guard let space = text.firstIndex(of: " ") else {
            refuse(expected: expected)
            return nil
        }
        let name = String(text[..<space])
        let endpoint = String(text[text.index(after: space)...])
        guard let service = names.service(name) else {
            refuseName(name, kind: "service", among: names.services)
            return nil
        }
        if names.isOpen[service] { checkEndpoint(endpoint, at: tree.place) }
        guard let id = names.endpoint(endpoint, of: service) else {
            refuseName(
                endpoint, kind: "endpoint", of: " of \(escaped(name))",
                among: names.endpoints[service])
            return nil
        }
        return EndpointReference(service: service, endpoint: id)
    }

    /// Checks a name of a service, stream, policy or zone given as a key or an element.
    func checkIdentifier(_ name: String, at place: SourcePlace, kind: String) {
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "-_.".unicodeScalars.contains(scalar) || isMark(scalar)
        }
        guard name.isEmpty || !isPlain || name == "all" || name.unicodeScalars.count > 200 else {
            return
        }
        sink.add(
            Problem(
                at: place, found: "\(quoted(name)) is no name for a \(kind)",
                expected: "up to 200 letters, digits, \"-\", \"_\" and \".\", and not \"all\""))
    }

    private func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}
