import ScenarioFiles

/// A chain of services, one above the other, each under the policy that is given for its call.
enum Tower {
    /// - Parameters:
    ///   - policies: of each call from the top down, as the format writes it: `{ timeout: "1s" }`;
    ///     what follows a `;` stands beside the policy.
    ///   - method: of every endpoint.
    ///   - stream: further keys of the load.
    static func warnings(
        _ policies: [String], method: String = "GET", stream: String = "rate: 1000",
        service: String = "", top: String = ""
    ) throws -> [Problem] {
        var services = ""
        for (floor, policy) in policies.enumerated() {
            let parts = policy.split(separator: ";").map(String.init)
            let beside = parts.dropFirst().map { ", \($0)" }.joined()
            services += """
                s\(floor): { \(service) endpoints: { "\(method) /": [{ call: \
                "s\(floor + 1) \(method) /", policy: \(parts[0])\(beside) }] } },

                """
        }
        services += "s\(policies.count): { \(service) endpoints: { \"\(method) /\": [] } },"
        let text = """
            { title: "t", duration: "60s", objectives: [], \(top)
              load: { main: { send: "s0 \(method) /", \(stream) } },
              topology: { services: {
            \(services)
            } } }
            """
        return try Shop.read("x", ["x": text]).get().warnings
    }

    /// What is warned of, without the place and the advice.
    static func found(
        _ policies: [String], method: String = "GET", stream: String = "rate: 1000",
        service: String = "", top: String = ""
    ) throws -> [String] {
        try warnings(policies, method: method, stream: stream, service: service, top: top)
            .map(\.found)
    }
}
