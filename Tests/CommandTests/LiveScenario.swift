/// A scenario of processes: two services of two instances each, and a program on request.
struct LiveScenario {
    var duration = "60s"
    /// Of the stream's availability, in percent.
    var atLeast = "0%"
    /// Whether an instance is killed for the last second and a half.
    var kills = false
    /// A shell script to be a service, too; it makes a file `up` when it is ready.
    var program: String?

    /// Controller, reaper and four instances.
    static let processes = 6
    /// One an instance, at least.
    static let listeners = 4

    var text: String {
        let faults =
            kills ? "{ at: \"5s\", for: \"1500ms\", inject: \"kill\", on: \"back#1\" }" : ""
        return """
            {
              title: "live", why: "a test", duration: "\(duration)", engine: "subprocess",
              topology: {
                name: "two",
                services: {
                  front: { replicas: 2, endpoints: {
                    "GET /": [{ work: "1ms" }, { call: "back GET /", policy: { timeout: "1s" } }],
                  } },
                  back: { replicas: 2, endpoints: { "GET /": [{ work: { mean: "1ms" } }] } },
                  \(service)
                },
              },
              load: { users: { send: "front GET /", rate: 100, timeout: "2s" } },
              faults: [\(faults)],
              objectives: [
                { id: "up", expect: "availability", of: "users", during: "run",
                  atLeast: "\(atLeast)" },
              ],
            }
            """
    }

    private var service: String {
        guard let program else { return "" }
        let script = program.replacingOccurrences(of: "\"", with: "\\\"")
            .replacingOccurrences(of: "\n", with: " ")
        return """
            own: { command: ["/bin/sh", "-c", "\(script)"], ready: ["/bin/ls", "up"] },
            """
    }
}
