import Foundation
import XCTest

/// curl, wrk and Python's clients talk to reference services, through the harness's proxies.
///
/// A program stands for a service here, and asks the gateway with each client in turn: whatever one
/// of them does not understand is a failed request of its stream.
final class ForeignClientsTests: XCTestCase {
    func test_foreignClients_getTheirAnswers() throws {
        try Installed.require("python3", "curl", "wrk")
        let chaos = try Chaos()
        try chaos.write(Self.visitors, to: "visitors.py")
        try chaos.write(Self.scenario, to: "clients.json5")
        let ending = try chaos.run(
            "run", "clients.json5", "--allow-commands", "--format", "json", "-o", "result.json")
        // 3: on a busy machine the baseline may be unsteady, which is not what is asked here.
        XCTAssertTrue([0, 3].contains(ending.status), ending.errors + ending.text)
        let result = try XCTUnwrap(
            JSONSerialization.jsonObject(with: chaos.read("result.json")) as? [String: Any])
        let objectives = try XCTUnwrap(result["objectives"] as? [[String: Any]])
        XCTAssertEqual(objectives.count, 4)
        for objective in objectives {
            XCTAssertEqual(objective["observed"] as? Double, 1, "\(objective)")
        }
    }

    private static let clients = ["curl", "urllib", "http.client", "wrk"]

    private static var scenario: String {
        let streams = clients.map { client in
            let rate = client == "wrk" ? 1 : 5
            return """
                "\(client)": { send: "visitors GET /\(client)", rate: \(rate), timeout: "5s" }
                """
        }
        let objectives = clients.map { client in
            "{ id: \"\(client)\", expect: \"availability\", of: \"\(client)\", atLeast: 1 }"
        }
        return """
            { title: "Foreign clients", duration: "6s", engine: "subprocess",
              load: { \(streams.joined(separator: ", ")) },
              objectives: [\(objectives.joined(separator: ", "))],
              topology: { services: {
                visitors: { command: ["python3", "visitors.py"], cwd: ".",
                  ready: "GET /health", calls: { gateway: "GATEWAY" } },
                gateway: { replicas: 2, endpoints: {
                  "GET /items": [{ work: "1ms" }, { call: "stock GET /stock" }],
                  "POST /items": [{ work: "1ms" }] } },
                stock: { endpoints: { "GET /stock": [{ work: "1ms" }] } } } } }
            """
    }

    /// Answers `GET /<client>` with 200 when that client's requests to the gateway went well.
    private static let visitors = #"""
        import http.client, os, re, subprocess, urllib.error, urllib.request
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        gateway = os.environ["GATEWAY"]
        items = gateway + "/items"

        def said(*words):
            done = subprocess.run(words, capture_output=True, text=True, timeout=10)
            if done.returncode != 0:
                raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")
            return done.stdout

        def statuses(*words):
            quiet = ("-s", "-o", "/dev/null", "-o", "/dev/null", "-w", "%{http_code} ")
            return said("curl", *quiet, *words).split()

        def curl():
            assert statuses(items, items) == ["200", "200"], "two requests on a connection"
            for field in ("Expect: 100-continue", "Transfer-Encoding: chunked"):
                assert statuses("-H", field, "-d", "x" * 5000, items) == ["200"], field
            assert statuses("-I", gateway + "/health") == ["200"], "HEAD"
            assert statuses("--http1.0", items) == ["200"], "HTTP/1.0"
            assert statuses(gateway + "/nothing") == ["404"], "nothing"

        def urllib_():
            with urllib.request.urlopen(items, timeout=5) as answer:
                assert answer.status == 200 and answer.read()
            with urllib.request.urlopen(items, data=b"x", timeout=5) as answer:
                assert answer.status == 200
            try:
                urllib.request.urlopen(gateway + "/nothing", timeout=5)
                raise RuntimeError("no 404")
            except urllib.error.HTTPError as error:
                assert error.code == 404

        def http_client():
            connection = http.client.HTTPConnection(gateway.removeprefix("http://"), timeout=5)
            for _ in range(3):
                connection.request("GET", "/items")
                answer = connection.getresponse()
                assert answer.status == 200 and answer.read() and not answer.will_close
            connection.request("POST", "/items", body=iter([b"a", b"b"]), encode_chunked=True,
                               headers={"Transfer-Encoding": "chunked"})
            answer = connection.getresponse()
            assert answer.status == 200 and answer.read()

        def wrk():
            text = said("wrk", "-t1", "-c4", "-d1s", items)
            assert int(re.search(r"(\d+) requests in", text).group(1)) > 50, text
            assert "Non-2xx" not in text and "Socket errors" not in text, text

        clients = {"curl": curl, "urllib": urllib_, "http.client": http_client, "wrk": wrk}

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self):
                status, text = 200, b"well\n"
                try:
                    clients.get(self.path[1:], lambda: None)()
                except Exception as error:
                    status, text = 500, repr(error).encode()
                    print(self.path, repr(error), flush=True)
                self.send_response(status)
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *arguments):
                pass

        ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
        """#
}
