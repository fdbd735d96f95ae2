/// How much of a message a reader accepts before it refuses the rest.
///
/// Sizes count bytes as they arrive, line ends included. A reader holds at most one section of
/// `section` bytes and never a body, so they bound its memory.
public struct HTTPLimits: Hashable, Sendable {
    /// The longest line of a head, a trailer section or a chunk's size.
    public var line: Int
    /// The largest head or trailer section, with its start line.
    public var section: Int
    /// The most fields of one section.
    public var fields: Int
    /// The most content of one message, without chunk framing.
    public var body: Int

    /// Limits of 1 byte to 16 MiB a line and a section, and of any size a body.
    public init(line: Int, section: Int, fields: Int, body: Int) {
        let sizes = 1...16 << 20
        precondition(sizes.contains(line) && sizes.contains(section), "\(line), \(section) bytes")
        precondition(fields >= 0 && body >= 0, "\(fields) fields, \(body) bytes of body")
        self.line = line
        self.section = section
        self.fields = fields
        self.body = body
    }

    /// What a service answers: the defaults of nginx for lines and heads, and 64 MiB of body.
    public static let standard = HTTPLimits(
        line: 8 << 10, section: 32 << 10, fields: 100, body: 64 << 20)

    /// What passes through without being kept: generous, and bodies without end.
    public static let forwarding = HTTPLimits(
        line: 64 << 10, section: 256 << 10, fields: 1000, body: .max)
}
