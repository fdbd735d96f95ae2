import ScenarioFiles
import Scenarios

/// The shortest scenario, with places where tests put what they try.
enum Minimal {
    /// A scenario in one file; each part stands for one object's further keys or one value.
    static func text(
        top: String = "", stream: String = "rate: 10", topology: String = "",
        policies: String = "", service: String = "", steps: String = #"{ work: "1ms" }"#,
        call: String = "", faults: String = "", objectives: String = ""
    ) -> String {
        """
        { title: "t", duration: "60s", warmup: "10s", \(top)
          load: { main: { send: "api GET /", \(stream) } },
          faults: [\(faults)],
          objectives: [\(objectives)],
          topology: { zones: ["a"], \(topology)
            policies: { p: { timeout: "1s" }, \(policies) },
            services: {
              api: { endpoints: { "GET /": [{ call: "db GET /", \(call) }] } },
              db: { \(service) endpoints: { "GET /": [\(steps)] } },
            },
          },
        }
        """
    }

    /// The scenario with the example of a kind of fault, on an engine that can carry it out.
    static func fault(
        _ kind: FaultKind, _ keys: String = "", on engine: Scenario.Engine? = nil
    ) -> String {
        let scaled = "autoscale: { max: 2, target: { rate: 5 } },"
        return text(
            top: "engine: \"\((engine ?? kind.engines.last!).rawValue)\",",
            service: kind.word == "autoscaler-stuck" ? scaled : "",
            faults: #"{ at: "20s", \#(kind.example), \#(keys) }"#)
    }

    /// The scenario with the callee as a program, or a server, of the user's.
    static func program(
        _ keys: String, engine: String = "subprocess", call: String = "db GET /",
        faults: String = ""
    ) -> String {
        text(top: "engine: \"\(engine)\",", faults: faults)
            .replacingOccurrences(
                of: #"db: {  endpoints: { "GET /": [{ work: "1ms" }] } },"#,
                with: "db: { \(keys) },"
            )
            .replacingOccurrences(of: #"call: "db GET /""#, with: #"call: "\#(call)""#)
    }

    /// What reading a text says, one sentence a line, without the file's name and the line.
    static func problems(_ text: String) -> [String] {
        Shop.problems("x", ["x": text])
    }
}
