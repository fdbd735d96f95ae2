#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Standard output for results, standard error for everything else.
package struct Terminal: Sendable {
    /// Whether results may be coloured.
    let isColoured: Bool
    /// Whether progress may be drawn.
    let isLive: Bool
    /// Whether progress may be coloured.
    let isLiveColoured: Bool
    let isQuiet: Bool
    let isVerbose: Bool
    /// Whether GitHub's runner reads along and obeys lines that look like its commands.
    private let isRead: Bool

    /// Finds out what the two outputs are and what the user wants of them.
    init(isQuiet: Bool, isVerbose: Bool, wantsNoColour: Bool) {
        let refusesColour = wantsNoColour || Self.variable("NO_COLOR") != ""
        let canDraw = Self.variable("TERM") != "dumb"
        isColoured = isatty(STDOUT_FILENO) == 1 && canDraw && !refusesColour
        isLive = isatty(STDERR_FILENO) == 1 && canDraw && !isQuiet
        isLiveColoured = isLive && !refusesColour
        self.isQuiet = isQuiet
        self.isVerbose = isVerbose
        isRead = Self.variable("GITHUB_ACTIONS") == "true"
    }

    private func spoken(_ text: String) -> String { isRead ? GitHubText.inert(text) : text }

    /// Lines of a result with those broken between words that are wider than the terminal.
    func wrapped(_ lines: [String], indent: String) -> [String] {
        guard let size = Self.size(of: STDOUT_FILENO) else { return lines }
        return lines.flatMap { DisplayWidth.wrap($0, into: size.columns, indent: indent) }
    }

    /// Prints a result.
    ///
    /// A reader that went away is no error: `chaos list | head -1` has what it wanted.
    func print(_ text: String) throws(Failure) { try write(Array((spoken(text) + "\n").utf8)) }

    /// Writes the bytes of a result as they are.
    func write(_ bytes: [UInt8]) throws(Failure) {
        guard let problem = Self.write(bytes, to: STDOUT_FILENO), problem != EPIPE else { return }
        throw Failure(
            .harnessFailed, "cannot write to standard output: \(String(cString: strerror(problem)))"
        )
    }

    /// Says something that is not a result.
    func note(_ text: String) { writeError(Array((spoken(text) + "\n").utf8)) }

    /// Writes bytes that are not a result as they are.
    func writeError(_ bytes: [UInt8]) { _ = Self.write(bytes, to: STDERR_FILENO) }

    /// Draws a line that the next one replaces; an empty one leaves nothing behind.
    func progress(_ text: String) {
        guard isLive else { return }
        _ = Self.write(Array("\r\u{1B}[2K\(text)".utf8), to: STDERR_FILENO)
    }

    /// Draws text that moves about on the screen, in one write.
    func draw(_ text: String) {
        guard isLive, !text.isEmpty else { return }
        _ = Self.write(Array(text.utf8), to: STDERR_FILENO)
    }

    /// The number of the error that stopped it, or nil when everything was written.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                if count < 0 && errno != EINTR { return errno }
                rest = rest.dropFirst(max(0, count))
            }
            return nil
        }
    }

    /// Keeps the numbers of standard input, output and error from being taken by a file or socket
    /// where the program was started without them. To use one still fails, since each is opened
    /// the wrong way round.
    static func holdStandardDescriptors() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// How wide and high a terminal is; nil where the descriptor is none, or does not say.
    static func size(of descriptor: Int32) -> (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// A variable of the environment; empty where it is not set.
    static func variable(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }
}

/// `write(2)`; its name is taken inside ``Terminal``.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
