import Chance

/// A valid scenario of a seed, small enough to run in milliseconds: any steps, policies, load,
/// faults, monkey and controllers, with a liking for zeros, ties and scarce slots.
struct RandomScenario {
    var dice: Generator
    /// Of each endpoint, by service: how many attempts one request to it may cause.
    var costs: [[Int]]
    let services: Int
    let zones: Int
    let policies: Int
    var retries: [Int] = []
    var replicas: [Int] = []
    var streams = 0
    /// Pairs of services, or of streams and services, that calls join.
    var edges: [String] = []

    /// The most attempts that one request of a user may cause.
    static let dearest = 120

    static func text(seed: UInt64) -> String {
        var scenario = RandomScenario(seed: seed)
        return scenario.text()
    }

    private init(seed: UInt64) {
        dice = Generator(Key(seed: seed).child(0xFACE))
        services = 1 + dice.below(5)
        zones = dice.below(3)
        policies = 1 + dice.below(4)
        costs = Array(repeating: [], count: services)
    }

    // MARK: dice

    mutating func pick(_ choices: [String]) -> String { choices[dice.below(choices.count)] }
    mutating func happens(_ chance: Double) -> Bool { dice.happens(chance) }
    mutating func from(_ low: Int, to high: Int) -> Int { low + dice.below(high - low + 1) }
    mutating func optional(_ chance: Double, _ text: String) -> String {
        happens(chance) ? text : ""
    }

    /// Often zero, often equal to others.
    mutating func time() -> String {
        pick([
            #""0s""#, #""0s""#, #""1ns""#, #""100us""#, #""1ms""#, #""1ms""#, #""10ms""#,
            #""20ms""#, #""50ms""#, #"{ mean: "3ms" }"#, #"{ uniform: ["0s", "20ms"] }"#,
            #"{ mix: [{ share: 0.9, of: "1ms" }, { share: 0.1, of: "300ms" }] }"#,
            #"{ pareto: { min: "1ms", shape: 1.1 } }"#,
        ])
    }
    mutating func duration() -> String {
        pick(["1ns", "1us", "1ms", "5ms", "10ms", "20ms", "50ms", "100ms", "200ms", "1s"])
    }

    // MARK: the whole

    private mutating func text() -> String {
        let length = from(1, to: 3)
        let policies = (0..<policies).map { _ in policy() }
        // From the last service to the first, so that callees are known before their callers.
        var bodies: [String] = []
        for service in (0..<services).reversed() { bodies.insert(self.service(service), at: 0) }
        let load = (0..<from(1, to: 3)).map { stream($0) }.joined(separator: ",\n    ")
        let faults = (0..<from(0, to: 4)).map { fault($0, length: length) }
        let monkey = optional(0.25, monkey())
        return """
            { title: "random", objectives: [], duration: "\(length)s",
              warmup: "\(pick(["0s", "0s", "500ms"]))",
              topology: {
                \(optional(0.5, #"network: { latency: \#(time()) },"#))
                \(zones == 0 ? "" : "zones: [\(zones == 1 ? #""a""# : #""a", "b""#)],")
                policies: { \(named("p", policies)) },
                services: {
                \(named("s", bodies, separator: ",\n    "))
                } },
              load: {
                \(load)
              },
              \(monkey)
              faults: [
                \(faults.joined(separator: ",\n    "))
              ] }
            """
    }

    private func named(_ letter: String, _ items: [String], separator: String = ",\n      ")
        -> String
    {
        items.enumerated().map { "\(letter)\($0): { \($1) }" }.joined(separator: separator)
    }
}
