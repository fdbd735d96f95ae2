import Glibc
import Sockets

/// Small files that a run reads and writes for the programs it starts.
enum PlainFile {
    private static let limit = 1 << 20

    /// - Throws: when it cannot be read; a file over 1 MiB is cut there.
    static func read(_ path: String) throws(SystemError) -> [UInt8] {
        // A pipe would be waited for, were it not for O_NONBLOCK.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .last("open") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError("open (it is no plain file)", EINVAL)
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < limit {
            let count = Glibc.read(file, &chunk, chunk.count)
            guard count >= 0 else { throw .last("read") }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }

    static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .last("open") }
        defer { close(file) }
        var place = 0
        while place < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress! + place, bytes.count - place)
            }
            guard count > 0 else { throw .last("write") }
            place += count
        }
    }

    /// Makes a folder and those above it that are missing.
    static func makeFolder(_ path: String) throws(SystemError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made == "/" ? "\(part)" : "/\(part)"
            if mkdir(made, 0o777) != 0, errno != EEXIST { throw .last("mkdir(\(made))") }
        }
    }

    /// A name for a file: what a file system may not take becomes a hyphen.
    static func name(for text: String) -> String {
        String(text.map { $0 == "/" || $0 == "\0" || $0.isNewline ? "-" : $0 })
    }
}
