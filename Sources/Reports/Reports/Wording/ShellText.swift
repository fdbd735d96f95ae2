/// Words of a command line, quoted for a POSIX shell.
package enum ShellText {
    /// A word as it stands where no shell changes it, otherwise in single quotes.
    package static func quoted(_ raw: String) -> String {
        let word = PlainText.line(raw, limit: 4096)
        let isPlain = !word.isEmpty && word.utf8.allSatisfy(isPlain)
        if isPlain { return word }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }

    /// A flag with its value, such as `--set load.checkout.rate=300`: the value is quoted.
    package static func flag(_ flag: String) -> String {
        let parts = flag.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, flag.hasPrefix("--") else { return quoted(flag) }
        return "\(parts[0]) \(quoted(String(parts[1])))"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"): true
        case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "@"): true
        default: false
        }
    }
}
