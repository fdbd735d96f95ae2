import Glibc

/// The end of a file that a program wrote, fit to be shown in a message.
public enum LogTail {
    /// No more than this is read, in bytes, however long the lines are.
    private static let most = 16_384

    /// The last lines of a file, oldest first; none when it is missing or empty.
    ///
    /// What is not UTF-8 is shown as `�`, and so is each control character but a tab: a program's
    /// output must not steer the terminal that shows it.
    public static func lines(_ count: Int, of path: String) -> [String] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard file >= 0 else { return [] }
        defer { close(file) }
        let size = lseek(file, 0, SEEK_END)
        let start = max(0, Int(size) - most)
        var bytes = [UInt8](repeating: 0, count: most)
        let length = max(0, pread(file, &bytes, most, start))
        let isCutOff = start > 0
        let lines = String(decoding: bytes.prefix(length), as: UTF8.self)
            .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        let whole = lines.dropFirst(isCutOff && lines.count > 1 ? 1 : 0)
        let ended = whole.last?.isEmpty == true ? whole.dropLast() : whole
        return ended.suffix(count).map { harmless($0) }
    }

    private static func harmless(_ line: Substring) -> String {
        var text = ""
        for scalar in line.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control && scalar != "\t"
            text.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return text
    }
}
