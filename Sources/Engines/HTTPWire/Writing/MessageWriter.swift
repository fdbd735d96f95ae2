/// Writes messages of HTTP/1.1 at the end of a buffer, which the caller keeps and reuses.
///
/// A message is a start line, fields, ``endHead(into:)``, and the body in the framing that the
/// fields announce. What is written is the caller's word; a value from elsewhere is checked, so
/// that it cannot begin another field.
public enum MessageWriter {
    /// `GET /path HTTP/1.1`; the target is one that a reader accepted, or our own.
    public static func requestLine(
        _ method: HTTPMethod, _ target: StaticString, into buffer: inout [UInt8]
    ) {
        requestLine(method, into: &buffer) { $0.append(contentsOf: target.bytes) }
    }

    /// `GET /path HTTP/1.1`; the target is one that a reader accepted, or our own.
    public static func requestLine(
        _ method: HTTPMethod, _ target: [UInt8], into buffer: inout [UInt8]
    ) {
        requestLine(method, into: &buffer) { $0.append(contentsOf: target) }
    }

    private static func requestLine(
        _ method: HTTPMethod, into buffer: inout [UInt8], target: (inout [UInt8]) -> Void
    ) {
        precondition(method != .other, "a method without a word")
        buffer.append(contentsOf: method.word.bytes)
        buffer.append(Characters.space)
        let start = buffer.count
        target(&buffer)
        for at in start..<buffer.count {
            precondition(Characters.isVisible(buffer[at]), "a target that is none")
        }
        buffer.append(contentsOf: (" HTTP/1.1\r\n" as StaticString).bytes)
    }

    /// `HTTP/1.1 200 OK`.
    public static func statusLine(_ status: Int, into buffer: inout [UInt8]) {
        precondition((100...999).contains(status), "status \(status)")
        if status == 200 {  // By far the most frequent.
            buffer.append(contentsOf: ("HTTP/1.1 200 OK\r\n" as StaticString).bytes)
            return
        }
        buffer.append(contentsOf: ("HTTP/1.1 " as StaticString).bytes)
        Digits.appendDecimal(status, to: &buffer)
        buffer.append(Characters.space)
        buffer.append(contentsOf: ReasonPhrase.of(status).bytes)
        endLine(into: &buffer)
    }

    /// `name: value`.
    public static func field(
        _ name: StaticString, _ value: StaticString, into buffer: inout [UInt8]
    ) {
        fieldName(name, into: &buffer)
        buffer.append(contentsOf: value.bytes)
        endLine(into: &buffer)
    }

    /// `name: 42`.
    public static func field(_ name: StaticString, _ value: Int, into buffer: inout [UInt8]) {
        fieldName(name, into: &buffer)
        Digits.appendDecimal(value, to: &buffer)
        endLine(into: &buffer)
    }

    /// `name: value`, the value from elsewhere: it must hold no control character but tabs.
    public static func field(
        _ name: StaticString, _ value: some Collection<UInt8>, into buffer: inout [UInt8]
    ) {
        fieldName(name, into: &buffer)
        let start = buffer.count
        buffer.append(contentsOf: value)
        precondition(
            buffer.span.firstControl(from: start) == buffer.count, "a control in field \(name)")
        endLine(into: &buffer)
    }

    /// The empty line after the fields.
    public static func endHead(into buffer: inout [UInt8]) { endLine(into: &buffer) }

    /// What a server answers to `Expect: 100-continue` when it wants the body.
    public static func continueResponse(into buffer: inout [UInt8]) {
        statusLine(100, into: &buffer)
        endHead(into: &buffer)
    }

    /// A whole response with a body of known length; `close` when the connection ends after it.
    public static func response(
        _ status: Int, body: some Collection<UInt8>, close: Bool = false,
        into buffer: inout [UInt8]
    ) {
        statusLine(status, into: &buffer)
        field("content-length", body.count, into: &buffer)
        if close { field("connection", "close", into: &buffer) }
        endHead(into: &buffer)
        buffer.append(contentsOf: body)
    }

    private static func fieldName(_ name: StaticString, into buffer: inout [UInt8]) {
        buffer.append(contentsOf: name.bytes)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(Characters.space)
    }

    static func endLine(into buffer: inout [UInt8]) {
        buffer.append(Characters.carriageReturn)
        buffer.append(Characters.lineFeed)
    }
}
