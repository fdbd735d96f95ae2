import Chance

/// A program of the user's with protections that only its environment knows.
struct HiddenProgram {
    /// In seconds.
    let timeout: Double
    let attempts: Int
    /// So many failures in a row open its breaker, for so many seconds; nil: it has none.
    let breaker: (failures: Int, openFor: Double)?

    /// A timeout of 0.2 s to 2 s, one to four attempts, and a breaker or none.
    init(drawnFrom dice: inout Generator) {
        timeout = 0.2 + 1.8 * dice.uniform()
        attempts = 1 + dice.below(4)
        let hasBreaker = dice.happens(0.5)
        let breaker = (failures: 25 + dice.below(11), openFor: 1 + 3 * dice.uniform())
        self.breaker = hasBreaker ? breaker : nil
    }

    /// As a service of a topology, which calls `back`.
    var service: String {
        """
        { command: ["python3", "program.py"], cwd: ".", ready: "GET /health",
          calls: { back: "BACK" }, env: {
            TIMEOUT: "\(timeout)", ATTEMPTS: "\(attempts)",
            FAILURES: "\(breaker?.failures ?? 0)", OPEN_FOR: "\(breaker?.openFor ?? 0)" } }
        """
    }

    /// The program itself, for Python 3 without packages.
    static let source = #"""
        """A service with a timeout, attempts and a breaker that only its environment knows."""
        import http.client, http.server, os, random, socket, socketserver, threading, time
        from urllib.parse import urlsplit

        TIMEOUT = float(os.environ["TIMEOUT"]) or None
        ATTEMPTS = int(os.environ["ATTEMPTS"])
        FAILURES = int(os.environ["FAILURES"])
        OPEN_FOR = float(os.environ["OPEN_FOR"])
        BACK = urlsplit(os.environ["BACK"])

        lock = threading.Lock()
        state = {"failures": 0, "until": 0.0, "probe": None}

        def admits():
            with lock:
                if not FAILURES or not state["until"]:
                    return True
                if time.monotonic() < state["until"] or state["probe"]:
                    return False
                state["probe"] = threading.get_ident()
                return True

        def tell(good):
            with lock:
                if not FAILURES:
                    return
                if state["until"]:
                    if state["probe"] != threading.get_ident():
                        return
                    state["probe"] = None
                    state["failures"] = 0
                    state["until"] = 0.0 if good else time.monotonic() + OPEN_FOR
                    return
                state["failures"] = 0 if good else state["failures"] + 1
                if state["failures"] >= FAILURES:
                    state["until"] = time.monotonic() + OPEN_FOR

        def ask():
            connection = http.client.HTTPConnection(BACK.hostname, BACK.port, timeout=TIMEOUT)
            try:
                connection.request("GET", "/")
                return connection.getresponse().status < 500
            except OSError:
                return False
            except http.client.HTTPException:
                return False
            finally:
                connection.close()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                status = 200 if self.path == "/health" else 503
                for attempt in range(0 if status == 200 else ATTEMPTS):
                    if attempt:
                        time.sleep(random.uniform(0.02, 0.06))
                    if not admits():
                        break
                    good = ask()
                    tell(good)
                    if good:
                        status = 200
                        break
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()
            def log_message(self, *arguments):
                pass

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True
            request_queue_size = 128

        Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
        """#
}
