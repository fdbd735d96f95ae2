/// A scenario of processes: two services of two instances each, and a program on request.
struct LiveScenario {
    var duration = "60s"
    /// What is expected of the stream.
    var expected = "expect: \"availability\", atLeast: \"0%\""
    /// A fault to be injected, if any.
    var fault = ""
    /// A shell script to be a service, too; it makes a file `up` when it is ready.
    var program: String?

    /// Controller, reaper and four instances.
    static let processes = 6
    /// One an instance, at least.
    static let listeners = 4

    var text: String {
        """
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
          faults: [\(fault)],
          objectives: [
            { id: "up", of: "users", during: "run", \(expected) },
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
