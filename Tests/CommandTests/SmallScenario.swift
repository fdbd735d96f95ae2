/// A scenario of two services that runs in a few milliseconds.
struct SmallScenario {
    var title = "small"
    var duration = "20s"
    /// Of `front`'s availability, in percent.
    var atLeast = "0%"
    var faults = "{ at: \"8s\", for: \"4s\", inject: \"error\", on: \"front -> back\" }"
    var rest = ""

    var text: String {
        """
        {
          title: "\(title)", why: "a test", duration: "\(duration)",
          topology: {
            name: "two",
            services: {
              front: { endpoints: {
                "GET /": [{ work: "1ms" }, { call: "back GET /", policy: { timeout: "100ms" } }],
                "GET /rare": [{ call: "seldom GET /", policy: { timeout: "100ms" } }],
              } },
              back: { endpoints: { "GET /": [{ work: { mean: "2ms" } }] } },
              seldom: { endpoints: { "GET /": [{ work: "1ms" }] } },
            },
          },
          load: { users: { send: "front GET /", rate: 50, timeout: "1s" } },
          faults: [\(faults)],
          objectives: [
            { id: "up", expect: "availability", of: "users", during: "run", atLeast: "\(atLeast)" },
          ],
          \(rest)
        }
        """
    }
}
