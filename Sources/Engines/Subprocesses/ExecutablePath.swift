import Glibc

/// Where a program's file is, found as a shell would that stands in its working directory.
struct ExecutablePath {
    /// Absolute, since the process looks for it only once it stands in its working directory.
    let path: String

    /// - Throws: ``SpawnError`` that says which of folder and file is at fault.
    init(of program: Program) throws(SpawnError) {
        if let folder = program.workingDirectory {
            guard canEnter(folder) else {
                throw SpawnError(
                    program.executable, .workingDirectory(path: folder, code: errno))
            }
        }
        if program.executable.utf8.contains(UInt8(ascii: "/")) {
            path = Self.join(program.workingDirectory, program.executable)
            if let problem = Self.problem(with: path) {
                throw SpawnError(program.executable, problem)
            }
        } else {
            path = try Self.search(for: program)
        }
    }

    /// The first file of the name in `PATH` that may be executed; otherwise what was wrong with
    /// the first that was there (as execvp(3) tells it).
    private static func search(for program: Program) throws(SpawnError) -> String {
        let folders = program.searchPath
        var firstProblem: SpawnError.Cause?
        for folder in folders.split(separator: ":", omittingEmptySubsequences: false) {
            let place = folder.isEmpty ? "." : String(folder)
            let path = join(program.workingDirectory, "\(place)/\(program.executable)")
            guard let problem = problem(with: path) else { return path }
            if problem != .notFound(searched: nil) { firstProblem = firstProblem ?? problem }
        }
        throw SpawnError(program.executable, firstProblem ?? .notFound(searched: folders))
    }

    private static func join(_ folder: String?, _ path: String) -> String {
        path.hasPrefix("/") ? path : absolute(folder.map { "\($0)/\(path)" } ?? path)
    }

    /// The path from the root, links in it left as they are.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return "\(String(cString: here))/\(path)"
    }

    private static func problem(with path: String) -> SpawnError.Cause? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == EACCES ? .notExecutable : .notFound(searched: nil)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return .notAFile }
        return access(path, X_OK) == 0 ? nil : .notExecutable
    }
}

/// Whether a folder is there and may be entered; otherwise `errno` says why not.
private func canEnter(_ folder: String) -> Bool {
    var status = stat()
    guard stat(folder, &status) == 0 else { return false }
    guard status.st_mode & S_IFMT == S_IFDIR else {
        errno = ENOTDIR
        return false
    }
    return access(folder, X_OK) == 0
}

extension Program {
    /// Looks for its file and its working directory, and starts nothing.
    public func checkThatItIsThere() throws(SpawnError) { _ = try ExecutablePath(of: self) }

    /// The folders in which its name is looked up; without a `PATH`, those of execvp(3).
    fileprivate var searchPath: String {
        let standard = "/bin:/usr/bin"
        switch environment {
        case .only(let variables): return variables["PATH"] ?? standard
        case .inherited(let changes):
            return changes["PATH"] ?? getenv("PATH").map { String(cString: $0) } ?? standard
        }
    }
}
