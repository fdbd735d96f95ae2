import ScenarioFiles
import Scenarios
import Topologies
import XCTest

/// Services that are programs or servers of the user's own.
final class ProgramTests: XCTestCase {
    private static let scenario = """
        { title: "own", duration: "60s", engine: "subprocess", topology: "own/topology.json5",
          load: { main: { send: "web GET /", rate: 10 }, more: { send: "web POST /x", rate: 1 } },
          faults: [
            { at: "20s", for: "5s", inject: "error", on: "web -> app", match: "GET /items/7" },
            { at: "20s", for: "5s", inject: "latency", on: "app -> store", delay: "5ms" },
          ], objectives: [] }
        """
    private static let topology = """
        { services: {
          web: { command: ["nginx", "-p", "${FOLDER}", "-c", "nginx.conf"], replicas: 2,
            templates: ["conf/nginx.conf"], ready: "GET /health", calls: { app: "APP" } },
          app: { command: ["./serve", "--port", "${LISTEN}"], cwd: "code", port: "LISTEN",
            env: { DEBUG: "1", ADDRESS: "${STORE}" }, endpoints: ["GET /items"],
            calls: { store: { var: "STORE", form: "host:port" } } },
          store: { command: ["redis-server"], ready: ["redis-cli", "-p", "${PORT}", "ping"] },
        } }
        """
    private static let files = ["a/own.json5": scenario, "a/own/topology.json5": topology]

    private func program(_ name: String, in topology: Topology) throws -> CommandService {
        let id = try XCTUnwrap(topology.service(named: name))
        guard case .command(let program) = topology.services[id].implementation else {
            throw XCTSkip("\(name) is no program")
        }
        return program
    }

    func test_programsAreRead_withPathsFromTheTopologysFile() throws {
        let topology = try Shop.read("a/own.json5", Self.files).get().scenario.topology
        let web = try program("web", in: topology)
        XCTAssertEqual(web.command, ["nginx", "-p", "${FOLDER}", "-c", "nginx.conf"])
        XCTAssertEqual(web.templates, ["a/own/conf/nginx.conf"])
        XCTAssertEqual(web.ready, .answers(path: "/health"))
        XCTAssertNil(web.folder)
        let app = try program("app", in: topology)
        XCTAssertEqual(app.command[0], "a/own/serve")
        XCTAssertEqual(app.folder, "a/own/code")
        XCTAssertEqual(app.port, "LISTEN")
        XCTAssertEqual(app.ready, .accepts)
        XCTAssertEqual(app.environment.map(\.name), ["DEBUG", "ADDRESS"])
        XCTAssertEqual(
            app.calls, [.init(service: 2, variable: "STORE", form: .hostAndPort)])
        XCTAssertEqual(
            try program("store", in: topology).ready,
            .command(["redis-cli", "-p", "${PORT}", "ping"]))
    }

    func test_callsOfProgramsAreEdges_andEndpointsAreWhatIsSent() throws {
        let topology = try Shop.read("a/own.json5", Self.files).get().scenario.topology
        XCTAssertEqual(topology.edges, [Edge(from: 0, to: 1), Edge(from: 1, to: 2)])
        XCTAssertEqual(topology.services[0].endpoints.map(\.name), ["GET /", "POST /x"])
        XCTAssertEqual(topology.services[1].endpoints.map(\.name), ["GET /items"])
        // A store that nothing is sent to, and that is asked by no GET, is plain TCP.
        XCTAssertEqual(topology.services.map(\.speaksHTTP), [true, true, false])
    }

    func test_enginesRefuseWhatTheyCannotRun_byName() {
        let program = #"command: ["x"]"#
        for engine in ["simulate", "in-process"] {
            XCTAssertEqual(
                Minimal.problems(Minimal.program(program, engine: engine)),
                [
                    "x:9:22: services.db starts a program, which \(engine) cannot; "
                        + "expected the engine subprocess"
                ])
        }
        let server = #"external: "127.0.0.1:80""#
        XCTAssertEqual(Minimal.problems(Minimal.program(server, engine: "in-process")), [])
        XCTAssertEqual(
            Minimal.problems(Minimal.program(server, engine: "simulate")),
            [
                "x:9:23: services.db is a real server, which simulate cannot; "
                    + "expected the engine in-process or subprocess"
            ])
    }

    func test_faultsAreRefusedByName_whereTheEngineCannotCarryThemOut() {
        for kind in FaultKind.all {
            for engine in Scenario.Engine.allCases {
                let text = Minimal.fault(kind, on: engine)
                let problems = Minimal.problems(text)
                guard !kind.engines.contains(engine) else {
                    XCTAssertEqual(problems, [], kind.word)
                    continue
                }
                XCTAssertEqual(problems.count, 1, "\(problems)")
                let able = kind.engines.map(\.rawValue).joined(separator: " or ")
                XCTAssertEqual(
                    problems.first?.hasSuffix(
                        "\(engine.rawValue) cannot carry out the fault \"\(kind.word)\"; "
                            + "expected the engine \(able)"), true, "\(problems)")
            }
        }
    }

    func test_theMonkeysChoiceIsRefused_whereTheEngineCannotCarryItOut() {
        let monkey = #"monkey: { on: "db", meanBetween: "5s", inject: [{ cpu: {} }] },"#
        XCTAssertEqual(
            Minimal.problems(Minimal.text(top: monkey)).map { $0.contains("the fault \"cpu\"") },
            [true])
    }

    func test_faultsOnRequestsAreRefused_wherePlainTCPIsSpoken() throws {
        var files = Self.files
        files["a/own.json5"] = Self.scenario.replacingOccurrences(
            of: #"inject: "latency", on: "app -> store", delay: "5ms""#,
            with: #"inject: "error", on: "app -> store""#)
        XCTAssertEqual(
            Shop.problems("a/own.json5", files).map { String($0.drop { $0 != " " }) },
            [
                " faults[1] falls on requests, and store speaks plain TCP; expected a fault on "
                    + "connections, such as latency or reset, without \"match\""
            ])
    }

    func test_whatIsWrongWithAProgramIsSaid_withItsPlace() {
        let cases = [
            ("command: []", "command is an empty list"),
            (#"command: ["x"], calls: { nobody: "A" }"#, "unknown service \"nobody\""),
            (#"command: ["x"], calls: { api: "1A" }"#, "a variable's name"),
            (#"command: ["x"], calls: { api: "PORT" }"#, "a variable that holds nothing else"),
            (#"command: ["x"], env: { FOLDER: "1" }"#, "a variable that holds nothing else"),
            (#"command: ["x"], env: { A: 1 }"#, "expected a text in quotes"),
            (#"command: ["x"], ready: "POST /"# + "\"", "\"GET /path\", \"tcp\", or a command"),
            (#"command: ["x"], templates: ["a/c", "b/c"]"#, "files with different names"),
            (#"command: ["x"], concurrency: 5"#, "unknown key \"concurrency\""),
            (#"command: ["x"], endpoints: ["/a"]"#, "\"/a\" is no endpoint"),
            (#"command: ["x"], autoscale: { max: 2, target: { queue: 3 } }"#, "nobody sees"),
            (
                #"command: ["x"], autoscale: { max: 2, target: { utilization: 0.5 } }"#,
                "scales on utilization without a limit of slots"
            ),
            (#"external: "127.0.0.1""#, "a host and a port"),
            (#"external: "127.0.0.1:0""#, "a host and a port"),
            (#"external: "::1:80""#, "a host and a port"),
        ]
        for (keys, expected) in cases {
            let problems = Minimal.problems(Minimal.program(keys))
            XCTAssertEqual(problems.count, 1, "\(keys): \(problems)")
            XCTAssertEqual(problems.first?.contains(expected), true, "\(keys): \(problems)")
        }
        XCTAssertEqual(
            Minimal.problems(Minimal.program("command: [\"x\"]", call: "db items")).map {
                $0.contains("\"items\" is no endpoint")
            }, [true])
    }
}
