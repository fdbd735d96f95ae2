import ScenarioFiles
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes files whole or not at all: into a file beside it that then takes its name.
enum OutputFile {
    /// Files that wait for their names, for ``removeUnfinished()``.
    private static let unfinished = Mutex<[String]>([])

    /// Writes or replaces a file. What is there and no plain file (a device, a pipe, a link) is
    /// written into, for to take its name would be to destroy it.
    ///
    /// - Throws: ``Failure`` with ``ExitStatus/harnessFailed``; nothing is left behind then.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        try write([(path, bytes)])
    }

    /// Writes or replaces files that belong together: all of them are written before the first
    /// takes its name, and a signal comes before or after all names are taken.
    ///
    /// - Throws: ``Failure`` with ``ExitStatus/harnessFailed``; nothing is left behind then but
    ///   files that were whole.
    static func write(_ files: [(path: String, bytes: [UInt8])]) throws(Failure) {
        var waiting: [(temporary: String, path: String)] = []
        for (path, bytes) in files where !isSpecial(path) {
            let (folder, name) = split(path)
            let temporary = "\(folder).\(name).\(getpid()).part"
            unfinished.withLock { $0.append(temporary) }
            waiting.append((temporary, path))
            guard let problem = create(temporary, bytes) else { continue }
            finish(waiting.map(\.temporary))
            throw failure(path, problem)
        }
        let refused = unfinished.withLock { _ in
            let refused = waiting.first { rename($0.temporary, $0.path) != 0 }
            let number = errno
            return refused.map { (path: $0.path, number: number) }
        }
        finish(waiting.map(\.temporary))
        if let refused { throw failure(refused.path, refused.number) }
        for (path, bytes) in files where isSpecial(path) {
            if let problem = create(path, bytes) { throw failure(path, problem) }
        }
    }

    /// These files have their names; what did not get one is removed.
    private static func finish(_ temporaries: [String]) {
        unfinished.withLock { paths in
            for path in temporaries { unlink(path) }
            paths.removeAll { temporaries.contains($0) }
        }
    }

    /// Adds to the end of a file, which is made if it is not there.
    ///
    /// - Throws: ``Failure`` with ``ExitStatus/harnessFailed``.
    static func append(_ bytes: [UInt8], to path: String) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(path, errno) }
        let problem = Terminal.write(bytes, to: descriptor)
        let closing = close(descriptor) == 0 ? nil : errno
        if let number = problem ?? closing { throw failure(path, number) }
    }

    /// Writes a file that must not be there yet.
    ///
    /// - Throws: ``Failure`` with ``ExitStatus/misuse`` when it is.
    static func writeNew(_ bytes: [UInt8], to path: String) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            guard errno == EEXIST else { throw failure(path, errno) }
            throw .misuse("\(escaped(path, limit: 400)) exists already; nothing was written")
        }
        defer { close(descriptor) }
        if let problem = Terminal.write(bytes, to: descriptor) {
            unlink(path)
            throw failure(path, problem)
        }
    }

    /// Whether anything has this name.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Whether something has this name that is neither a plain file nor a folder.
    private static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return false }
        let kind = status.st_mode & S_IFMT
        return kind != S_IFREG && kind != S_IFDIR
    }

    /// Removes what an interrupted write left unfinished.
    static func removeUnfinished() {
        unfinished.withLock { paths in
            for path in paths { unlink(path) }
            paths.removeAll()
        }
    }

    /// Makes a folder with those above it.
    static func makeFolder(_ path: String) throws(Failure) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += "\(part)/"
            guard mkdir(made, 0o777) != 0 && errno != EEXIST else { continue }
            throw failure(path, errno)
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw failure(path, ENOTDIR)
        }
    }

    private static func create(_ path: String, _ bytes: [UInt8]) -> Int32? {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return errno }
        let problem = Terminal.write(bytes, to: descriptor)
        return close(descriptor) == 0 ? problem : problem ?? errno
    }

    private static func failure(_ path: String, _ number: Int32) -> Failure {
        let reason = String(cString: strerror(number))
        return Failure(.harnessFailed, "cannot write \(escaped(path, limit: 400)): \(reason)")
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[...slash]), String(path[path.index(after: slash)...]))
    }
}
