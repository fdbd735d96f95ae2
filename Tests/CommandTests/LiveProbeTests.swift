import Foundation
import XCTest

/// The platform's probes on real processes: what is silent is killed and started again.
final class LiveProbeTests: XCTestCase {
    private func text(_ engine: String, program: String = "", objectives: String = "") -> String {
        """
        {
          title: "probes", why: "a test", duration: "9s", engine: "\(engine)",
          topology: {
            name: "probed",
            services: {
              front: { endpoints: {
                "GET /": [{ work: "1ms" }, { call: "back GET /", policy: { timeout: "200ms" } }],
              } },
              back: {
                replicas: 2, restart: { after: "500ms" },
                livenessProbe: { period: "500ms", timeout: "400ms", httpGet: "/live" },
                readinessProbe: { period: "250ms", timeout: "200ms", failureThreshold: 2 },
                endpoints: { "GET /": [{ work: "1ms" }], "GET /live": [{ work: "1ms" }] },
              },
              \(program)
            },
          },
          load: { users: { send: "front GET /", rate: 50, timeout: "1s" } },
          // For longer than the run has left: only a new process answers again.
          faults: [{ at: "1s", inject: "pause", on: "back#1" }
            \(program.isEmpty ? "" : #", { at: "1s", inject: "pause", on: "own" }"#)],
          objectives: [
            { id: "killed-and-back", expect: "restarts", of: "back", equals: 1 },
            \(objectives)
          ],
        }
        """
    }

    /// Each objective's id, and whether it held.
    private func held(_ text: String, _ flags: String...) throws -> [String: Bool] {
        let chaos = try Chaos()
        try chaos.write(text, to: "a.json5")
        let child = try chaos.start(
            ["run", "a.json5", "--format", "json", "-o", "-", "--report", "r"] + flags)
        let output = child.readOutput()
        child.process.waitUntilExit()
        XCTAssertTrue([0, 1, 3].contains(child.process.exitStatus), child.readErrors())
        let result = try XCTUnwrap(
            JSONSerialization.jsonObject(with: output) as? [String: Any], child.readErrors())
        let objectives = try XCTUnwrap(result["objectives"] as? [[String: Any]])
        return Dictionary(
            uniqueKeysWithValues: objectives.map {
                ($0["id"] as? String ?? "", $0["held"] as? Bool ?? false)
            })
    }

    func test_pausedInstanceIsKilledAndStartedAgain_onEveryEngine() throws {
        for engine in ["simulate", "in-process", "subprocess"] {
            XCTAssertEqual(try held(text(engine)), ["killed-and-back": true], engine)
        }
    }

    func test_pausedProgramIsKilledAndStartedAgain_whenItsPathIsSilent() throws {
        try Installed.require("python3")
        let program = """
            own: {
              command: ["python3", "-m", "http.server", "--bind", "127.0.0.1", "${PORT}"],
              ready: "GET /", restart: { after: "500ms" },
              startupProbe: { period: "500ms", failureThreshold: 30 },
              livenessProbe: { period: "500ms", timeout: "400ms" },
            },
            """
        let objective = #"{ id: "program-back", expect: "restarts", of: "own", equals: 1 },"#
        let text = text("subprocess", program: program, objectives: objective)
        XCTAssertEqual(
            try held(text, "--allow-commands"), ["killed-and-back": true, "program-back": true])
    }
}
