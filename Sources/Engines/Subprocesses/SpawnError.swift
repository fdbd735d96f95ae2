import Glibc
public import Sockets

/// Why a program could not be started.
public struct SpawnError: Error, Hashable, Sendable {
    public enum Cause: Hashable, Sendable {
        /// No such file, or none of this name in these folders of its `PATH`.
        case notFound(searched: String?)
        /// It is a folder or a device.
        case notAFile
        /// It is a file that may not be executed.
        case notExecutable
        /// The working directory is missing, no folder, or may not be entered.
        case workingDirectory(path: String, code: Int32)
        /// The file for its output could not be opened.
        case output(path: String, code: Int32)
        /// An argument or a variable that no process can be given: one that holds a NUL byte.
        case nulByte(in: String)
        /// The kernel refused.
        case system(SystemError)
    }

    /// As it was asked for.
    public let executable: String
    public let cause: Cause

    public init(_ executable: String, _ cause: Cause) {
        self.executable = executable
        self.cause = cause
    }
}

extension SpawnError: CustomStringConvertible {
    /// Such as `cannot start ./shop: it is not executable (chmod +x)`.
    public var description: String { "cannot start \(executable): \(cause)" }
}

extension SpawnError.Cause: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFound(nil): "there is no such file"
        case .notFound(.some(let searched)): "there is no such program in \(searched)"
        case .notAFile: "it is not a file"
        case .notExecutable: "it is not executable (chmod +x)"
        case .workingDirectory(let path, let code):
            "its working directory \(path): \(String(cString: strerror(code)))"
        case .output(let path, let code):
            "its output file \(path): \(String(cString: strerror(code)))"
        case .nulByte(let text): "\(text.debugDescription) holds a NUL byte"
        case .system(let error) where error.code == EMFILE:
            "\(error) in this process (see ulimit -n)"
        case .system(let error): "\(error)"
        }
    }
}
