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
    ///   - delayMilliseconds: injected by our proxies; haproxy, which injects none, is left out.
    init(
        server: UInt16? = nil, modes: [String] = ["tcp", "http"], delayMilliseconds: Int = 0
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "chaos-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let port = try server ?? PeerProgram.freePort()
        if server == nil {
            let body = String(repeating: "x", count: 1024)
            programs.append(try PeerProgram.webServer(on: port, answering: body, in: folder))
        }
        ways.append(Way(name: "direct", port: port, proxy: nil))
        if delayMilliseconds == 0 { try startPeer(to: port) }
        for mode in modes {
            try startOurs(to: port, mode: mode, delayMilliseconds: delayMilliseconds)
        }
        for way in ways { try PeerProgram.awaitListener(on: way.port) }
    }

    func stop() {
        for program in programs.reversed() { program.stop() }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Has every program run on one processor.
    func pin(to core: Int) throws {
        for program in programs { try program.pin(to: core) }
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
