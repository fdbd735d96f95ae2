import Foundation
import Glibc
import XCTest

/// Faults that burden a process: a busy core, taken memory, a full disk.
final class BurdenTests: XCTestCase {
    /// Appends 64 KiB to a file in its own folder for every request, and says whether it could.
    private static let diary = """
        import http.server, os
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                try:
                    with open("diary", "ab", buffering=0) as diary: diary.write(bytes(65536))
                    self.send_response(200)
                except OSError:
                    self.send_response(507)
                self.send_header("content-length", "0")
                self.end_headers()
            def log_message(self, *words): pass
        http.server.ThreadingHTTPServer(
            ("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
        """

    private func scenario(_ fault: String) -> String {
        """
        {
          title: "burden", why: "a test", duration: "9s", warmup: "1s", engine: "subprocess",
          topology: { name: "one", services: {
            diary: { command: ["python3", "diary.py"], cwd: ".", endpoints: ["GET /"] },
          } },
          load: { writers: { send: "diary GET /", rate: 20, timeout: "2s" } },
          faults: [ \(fault) ],
          objectives: [ { id: "up", expect: "availability", of: "writers", atLeast: "0%" } ],
        }
        """
    }

    func test_programCannotWrite_whileItsDiskIsFull() throws {
        try Installed.require("python3")
        let chaos = try Chaos()
        try chaos.write(BurdenTests.diary, to: "diary.py")
        let fault = "{ at: \"6s\", for: \"2s\", inject: \"disk-full\", on: \"diary\" }"
        // Its own folder is what is filled, so that is where it runs.
        let text = scenario(fault).replacingOccurrences(
            of: ", cwd: \".\"", with: ", templates: [\"diary.py\"]")
        try chaos.write(text, to: "a.json5")
        let ending = try chaos.run(
            "run", "a.json5", "--allow-commands", "--format", "json", "-o", "-")
        if ending.errors.contains("right to mount") { throw XCTSkip(ending.errors) }
        let phases = try Result(ending.output).phases
        // 20/s for 5 s before, 2 s meanwhile and 1 s after.
        XCTAssertEqual(phases["baseline"]?.failed, 0, ending.errors)
        XCTAssertGreaterThan(phases["faults"]?.failed ?? 0, 20, ending.errors)
        XCTAssertEqual(phases["faults"]?.succeeded, 0, ending.errors)
        XCTAssertEqual(phases["recovery"]?.failed, 0, ending.errors)
    }

    func test_burdenIsAProcessBesideTheInstance_whileTheFaultLasts() throws {
        try Installed.require("python3")
        let chaos = try Chaos()
        try chaos.write(BurdenTests.diary, to: "diary.py")
        try chaos.write(
            scenario(
                """
                { at: "2s", for: "3s", inject: "cpu", cores: 0.5, on: "diary" },
                { at: "2s", for: "3s", inject: "memory", rate: "80MB/s", limit: "40MB",
                  on: "diary" },
                """), to: "a.json5")
        let child = try chaos.start(
            ["run", "a.json5", "--allow-commands", "--format", "json", "-o", "-"])
        let controller = child.process.processIdentifier
        let weighing = awaits { Self.burdens(of: controller).count == 2 }
        XCTAssertTrue(weighing, child.readErrors())
        // 40 MB in half a second, beside what a process of ours takes anyway.
        XCTAssertTrue(awaits { Self.burdens(of: controller).contains { $0.resident > 40_000_000 } })
        XCTAssertTrue(awaits { Self.burdens(of: controller).isEmpty })
        XCTAssertTrue(child.process.isRunning, "they are gone before the run is")
        _ = child.readOutput()
        child.process.waitUntilExit()
        XCTAssertTrue([0, 3].contains(child.process.exitStatus), child.readErrors())
    }

    // MARK: looking

    private func awaits(_ condition: () -> Bool) -> Bool {
        for _ in 0..<1_000 {
            if condition() { return true }
            usleep(20_000)
        }
        return false
    }

    private struct Process {
        var resident: Int
    }

    /// The burdens among the children of a controller.
    private static func burdens(of controller: Int32) -> [Process] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { name -> Process? in
            guard Int32(name) != nil,
                let command = try? String(contentsOfFile: "/proc/\(name)/cmdline", encoding: .utf8),
                command.contains("\0burden\0"),
                let status = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8)
            else { return nil }
            // What follows the name in brackets: state, parent, …, the 22nd is resident pages.
            let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 21, fields[1] == "\(controller)" else { return nil }
            return Process(resident: (Int(fields[21]) ?? 0) * 4096)
        }
    }

    private struct Result {
        struct Figures: Decodable {
            var succeeded: Int
            var failed: Int
        }
        private struct Phase: Decodable {
            var name: String
            var streams: [String: Figures]
        }
        private struct Document: Decodable { var phases: [Phase] }

        /// The one stream's figures, by phase.
        let phases: [String: Figures]

        init(_ json: Data) throws {
            let document = try JSONDecoder().decode(Document.self, from: json)
            phases = Dictionary(
                document.phases.map { ($0.name, $0.streams["writers"]!) }, uniquingKeysWith: { $1 })
        }
    }
}
