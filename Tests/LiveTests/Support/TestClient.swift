import Glibc

/// A blocking connection to a port of 127.0.0.1, with a bound on every wait: the outside of an
/// instance.
final class TestClient {
    private(set) var descriptor: Int32
    private var received: [UInt8] = []

    struct Failure: Error { let call: String, code: Int32 }

    struct Response {
        var status: Int
        /// Names in lower case.
        var fields: [String: String]
        var body: String
    }

    /// A socket that is not connected yet.
    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
        limitWaits(toSeconds: 10)
    }

    convenience init(_ port: UInt16) throws {
        try self.init()
        try connect(to: port)
    }

    func connect(to port: UInt16) throws {
        let result = LoopbackAddress.with(port) { Glibc.connect(descriptor, $0, $1) }
        guard result == 0 else {
            let code = errno
            close()
            throw Failure(call: "connect", code: code)
        }
    }

    /// Takes over a connection that was accepted.
    init(accepted descriptor: Int32) {
        self.descriptor = descriptor
        limitWaits(toSeconds: 10)
    }

    deinit { close() }

    private func limitWaits(toSeconds seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(
                descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Breaks the connection off (RST).
    func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger,
            socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    // MARK: messages

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws { try TestClient.send(bytes, on: descriptor) }

    /// For another thread than the one that receives.
    static func send(_ bytes: [UInt8], on descriptor: Int32) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(call: "send", code: errno) }
            sent += count
        }
    }

    /// Sends a request without a body, and takes its response.
    func ask(_ line: String, _ fields: String...) throws -> Response {
        let lines = [line + " HTTP/1.1", "host: test"] + fields
        try send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        return try response(toHead: line.hasPrefix("HEAD "))
    }

    /// The next response.
    func response(toHead isHead: Bool = false) throws -> Response {
        let (line, fields) = try head()
        var response = Response(
            status: Int(line.split(separator: " ")[1])!, fields: fields, body: "")
        let length = isHead ? 0 : Int(response.fields["content-length"] ?? "0")!
        while received.count < length { try receiveMore() }
        response.body = String(decoding: received.prefix(length), as: UTF8.self)
        received.removeFirst(length)
        return response
    }

    /// The next head: its first line, and its fields.
    func head() throws -> (line: String, fields: [String: String]) {
        let end = Array("\r\n\r\n".utf8)
        while received.firstRange(of: end) == nil { try receiveMore() }
        let head = received.firstRange(of: end)!
        let lines = String(decoding: received[..<head.lowerBound], as: UTF8.self)
            .split(separator: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let colon = line.firstIndex(of: ":")!
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            fields[line[..<colon].lowercased()] = String(value)
        }
        received.removeSubrange(..<head.upperBound)
        return (String(lines[0]), fields)
    }

    func isReadable(withinMilliseconds limit: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, limit) == 1
    }

    /// Whether the peer sends nothing more, but ends or breaks the connection.
    func isEnded() throws -> Bool {
        guard received.isEmpty else { return false }
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, 0)
        if count > 0 { received.append(byte) }
        if count < 0, errno == EAGAIN { throw Failure(call: "recv", code: EAGAIN) }
        return count <= 0
    }

    private func receiveMore() throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw Failure(call: "recv", code: count == 0 ? 0 : errno) }
        received += buffer[..<count]
    }
}
