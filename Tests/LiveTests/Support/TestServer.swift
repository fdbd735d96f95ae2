import Glibc

/// A port of 127.0.0.1 at which a test plays the callee.
final class TestServer {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        guard LoopbackAddress.with(0, { bind(descriptor, $0, $1) }) == 0,
            listen(descriptor, 64) == 0
        else { throw TestClient.Failure(call: "listen", code: errno) }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    /// The next connection.
    func accept() throws -> TestClient {
        guard hasConnection(withinMilliseconds: 10_000) else {
            throw TestClient.Failure(call: "accept", code: EAGAIN)
        }
        return TestClient(accepted: Glibc.accept(descriptor, nil, nil))
    }

    /// Whether somebody has connected who is not accepted yet.
    func hasConnection(withinMilliseconds limit: Int32 = 0) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, limit) == 1
    }
}
