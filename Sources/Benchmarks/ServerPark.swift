import Foundation
import Glibc
import Sockets

/// The servers and proxies of a measurement, each a process of its own: nginx, and in front of it
/// haproxy and our proxies.
final class ServerPark {
    /// A way to the server.
    struct Way {
        let name: String
        let port: UInt16
        /// The proxy on it; nil on the direct one.
        let proxy: PeerProgram?
    }

    private(set) var ways: [Way] = []
    private var programs: [PeerProgram] = []
    private let folder: URL

    /// nginx answering 1 KiB, the direct way to it, and a way through each proxy.
    ///
    /// - Parameters:
    ///   - server: the port of another server than nginx.
    ///   - modes: of our proxies; none: no proxy at all.
    ///   - delayMilliseconds: injected by our proxies; haproxy, which injects none, is left out.
    init(
        server: UInt16? = nil, modes: [String] = ["tcp", "http"], delayMilliseconds: Int = 0
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "chaos-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let port = try server ?? PeerProgram.freePort()
        if server == nil { try startServer(on: port) }
        ways.append(Way(name: "direct", port: port, proxy: nil))
        if delayMilliseconds == 0, !modes.isEmpty { try startPeer(to: port) }
        for mode in modes {
            try startOurs(to: port, mode: mode, delayMilliseconds: delayMilliseconds)
        }
        for way in ways { try PeerProgram.awaitListener(on: way.port) }
    }

    /// User and system time of nginx and its worker so far.
    var serverSeconds: Double {
        programs[0].processorSeconds
            + programs[0].descendants.reduce(0) { $0 + PeerProgram.processorSeconds(of: $1) }
    }

    func stop() {
        for program in programs.reversed() { program.stop() }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Has every program run on one processor.
    func pin(to core: Int) throws {
        for program in programs { try program.pin(to: core) }
    }

    private func startServer(on port: UInt16) throws {
        let path = folder.path(percentEncoded: false)
        let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(path)/\($0);" }.joined(separator: " ")
        let text = """
            worker_processes 1; daemon off; pid \(path)/nginx.pid; error_log stderr crit;
            events { worker_connections 9000; }
            http {
                access_log off; keepalive_requests 1000000000; keepalive_timeout 600s; \(folders)
                server {
                    listen 127.0.0.1:\(port) backlog=8192;
                    location / { return 200 "\(String(repeating: "x", count: 1024))"; }
                }
            }
            """
        let file = folder.appending(path: "nginx.conf")
        try text.write(to: file, atomically: true, encoding: .utf8)
        programs.append(
            try PeerProgram(["nginx", "-p", path, "-c", file.path(percentEncoded: false)]))
    }

    private func startPeer(to server: UInt16) throws {
        let port = try PeerProgram.freePort()
        let text = """
            global
                nbthread 1
                maxconn 9000
            defaults
                mode tcp
                timeout connect 5s
                timeout client 600s
                timeout server 600s
            listen relay
                bind 127.0.0.1:\(port)
                server nginx 127.0.0.1:\(server)

            """
        let file = folder.appending(path: "haproxy.cfg")
        try text.write(to: file, atomically: true, encoding: .utf8)
        let proxy = try PeerProgram(["haproxy", "-f", file.path(percentEncoded: false)])
        programs.append(proxy)
        ways.append(Way(name: "haproxy", port: port, proxy: proxy))
    }

    private func startOurs(to server: UInt16, mode: String, delayMilliseconds: Int) throws {
        let proxy = try ProxyChild.start(
            to: server, mode: mode, delayMilliseconds: delayMilliseconds)
        programs.append(proxy.program)
        ways.append(Way(name: "ours, \(mode)", port: proxy.port, proxy: proxy.program))
    }
}
