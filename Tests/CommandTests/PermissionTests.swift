import XCTest

/// A scenario file may come from a stranger: what it may start and call is for the user to say.
final class PermissionTests: XCTestCase {
    /// A program that leaves a trace where it runs, and ends at once.
    private static let program = """
        web: { command: ["touch", "started \\u001b[2J"], cwd: ".", readyWithin: "2s" },
        """

    private func scenario(_ services: String) -> String {
        """
        { title: "own", duration: "8s", engine: "subprocess",
          topology: { services: { \(services)
            front: { endpoints: { "GET /": [{ call: "web GET /", policy: { timeout: "1s" } }] } },
          } },
          load: { users: { send: "front GET /", rate: 5 } }, faults: [], objectives: [] }
        """
    }

    func test_programsAreNotStarted_unlessTheUserAllowsIt() throws {
        let chaos = try Chaos()
        try chaos.write(scenario(Self.program), to: "a.json5")
        let refused = try chaos.run("run", "a.json5", environment: ["CHAOS_ALLOW_COMMANDS": "0"])
        XCTAssertEqual(refused.status, 2)
        XCTAssertEqual(
            refused.errors,
            """
            this scenario starts programs:
              web: touch "started \\u{1B}[2J"
            nothing was started; look at --dry-run, and allow it with --allow-commands

            """)
        XCTAssertEqual(chaos.files(below: "."), ["a.json5"])
    }

    func test_programsAreStarted_onceTheUserAllowsIt() throws {
        for (flags, environment) in [
            (["--allow-commands"], [:]), ([], ["CHAOS_ALLOW_COMMANDS": "1"]),
        ] {
            let chaos = try Chaos()
            try chaos.write(scenario(Self.program), to: "a.json5")
            let child = try chaos.start(
                ["run", "a.json5"] + flags, environment: environment)
            child.process.waitUntilExit()
            // It ends without ever being ready, which is the engine's to say.
            XCTAssertEqual(child.process.exitStatus, 4, child.readErrors())
            XCTAssertFalse(child.readErrors().contains("allow it with"), child.readErrors())
        }
    }

    func test_whatIsMissingIsSaidAtOnce_andNothingIsStarted() throws {
        let chaos = try Chaos()
        let programs = """
            web: { command: ["touch", "started"], cwd: ".", templates: ["none.conf"] },
            api: { command: ["no-such-program"] },
            job: { command: ["touch", "started"], cwd: "nowhere", ready: ["./ask"] },
            """
        try chaos.write(scenario(programs), to: "a.json5")
        let refused = try chaos.run(
            "run", "a.json5", "--allow-commands", environment: ["PATH": "/usr/bin:/bin"])
        XCTAssertEqual(refused.status, 2)
        let lines = refused.errors.split(separator: "\n").map(String.init)
        let problems = lines.filter { !$0.hasPrefix("warning") }
        XCTAssertEqual(problems.count, 5, refused.errors)
        XCTAssertTrue(problems[0].hasPrefix("web: template "), refused.errors)
        XCTAssertTrue(problems[0].contains("none.conf: "), refused.errors)
        XCTAssertEqual(
            problems[1],
            "api: cannot start no-such-program: there is no such program in /usr/bin:/bin")
        XCTAssertTrue(problems[2].hasPrefix("job: cannot start touch: its working directory "))
        XCTAssertTrue(problems[3].hasPrefix("job: cannot start ./ask: its working directory "))
        XCTAssertEqual(
            problems[4], "nothing was started; paths are relative to the topology's file")
        XCTAssertEqual(chaos.files(below: "."), ["a.json5"])
    }

    func test_aServerOffThisMachineIsRefused_unlessTheUserAllowsIt() throws {
        let chaos = try Chaos()
        try chaos.write(scenario(#"web: { external: "198.51.100.7:80" },"#), to: "a.json5")
        let refused = try chaos.run("run", "a.json5")
        XCTAssertEqual(refused.status, 2)
        XCTAssertTrue(refused.errors.contains("\n  web: 198.51.100.7:80\n"), refused.errors)
        XCTAssertTrue(refused.errors.contains("--allow-external"), refused.errors)
        XCTAssertFalse(refused.errors.contains("--allow-commands"), refused.errors)
    }

    func test_aDryRunShowsThePrograms_andNeedsNoPermission() throws {
        let chaos = try Chaos()
        let other = #"db: { external: "198.51.100.7:80", endpoints: ["GET /"] },"#
        try chaos.write(scenario(Self.program + other), to: "sub/a.json5")
        let ending = try chaos.run("run", "sub/a.json5", "--dry-run")
        XCTAssertEqual(ending.status, 0, ending.errors)
        let shown = """
            programs and servers
              web: touch "started \\u{1B}[2J"
                1 instance in sub, ready when its port accepts, within 2s
              db: runs already at 198.51.100.7:80

            """
        XCTAssertTrue(ending.text.contains(shown), ending.text)
        XCTAssertEqual(chaos.files(below: "."), ["sub", "sub/a.json5"])
    }
}
