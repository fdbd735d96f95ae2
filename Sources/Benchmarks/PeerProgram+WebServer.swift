import Foundation

extension PeerProgram {
    /// nginx, which answers every request with 200, on one core.
    ///
    /// - Parameter folder: for its configuration and what else it writes.
    static func webServer(
        on port: UInt16, answering body: String, in folder: URL
    ) throws -> PeerProgram {
        let path = folder.path(percentEncoded: false)
        let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(path)/\($0);" }.joined(separator: " ")
        let text = """
            master_process off; daemon off; pid \(path)/nginx.pid; error_log stderr crit;
            events { worker_connections 9000; }
            http {
                access_log off; keepalive_requests 1000000000; keepalive_timeout 600s; \(folders)
                server {
                    listen 127.0.0.1:\(port) backlog=8192;
                    location / { return 200 "\(body)"; }
                }
            }
            """
        let file = folder.appending(path: "nginx.conf")
        try text.write(to: file, atomically: true, encoding: .utf8)
        return try PeerProgram(["nginx", "-p", path, "-c", file.path(percentEncoded: false)])
    }
}
