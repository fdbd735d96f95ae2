import Foundation
import Glibc
import Sockets

/// Another program of a measurement: started, measured through `/proc`, stopped.
final class PeerProgram {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// - Throws: when it is not installed, or does not start.
    init(_ command: [String], environment: [String: String] = [:]) throws {
        process.executableURL = try PeerProgram.find(command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    struct NotInstalled: Error, CustomStringConvertible {
        let description: String
    }

    private static func find(_ name: String) throws -> URL {
        if name.hasPrefix("/") { return URL(filePath: name) }
        for folder in ["/usr/bin", "/usr/sbin", "/usr/local/bin"] {
            let path = "\(folder)/\(name)"
            if FileManager.default.isExecutableFile(atPath: path) { return URL(filePath: path) }
        }
        throw NotInstalled(description: "\(name) is not installed")
    }

    /// The processors that it and its children may run on.
    func pin(to core: Int) throws {
        for process in [process.processIdentifier] + children {
            let tool = try PeerProgram(["taskset", "-apc", "\(core)", "\(process)"])
            _ = tool.readAll()
        }
    }

    private var children: [pid_t] {
        let path = "/proc/\(process.processIdentifier)/task/\(process.processIdentifier)/children"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { pid_t($0) }
    }

    /// User and system time so far, in seconds, to 10 ms.
    var processorSeconds: Double {
        let path = "/proc/\(process.processIdentifier)/stat"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// What it has in memory of its own, in bytes: anonymous pages.
    var ownMemory: Int {
        let path = "/proc/\(process.processIdentifier)/status"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        let digits = line?.split(separator: " ").dropFirst().first
        return (digits.flatMap { Int($0) } ?? 0) * 1024
    }

    /// The first line that it prints.
    func readLine() -> String {
        var line = Data()
        while let byte = try? output.fileHandleForReading.read(upToCount: 1), byte != Data([10]) {
            line += byte
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// All that it prints until it ends.
    func readAll() -> String {
        let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    /// All that it prints until it ends, by the end of its input.
    func finish() -> String {
        try? input.fileHandleForWriting.close()
        return readAll()
    }

    /// Has it end, by the end of its input and SIGTERM.
    func stop() {
        try? input.fileHandleForWriting.close()
        process.terminate()
        process.waitUntilExit()
    }

    /// A port that nobody has at the moment.
    static func freePort() throws -> UInt16 {
        let socket = try ListeningSocket.bind()
        close(socket.descriptor)
        return socket.port
    }

    /// Waits until somebody listens, for 5 s at most.
    static func awaitListener(on port: UInt16) throws {
        for _ in 0..<500 {
            if let connection = try? ClientSocket.connect(to: port) {
                close(connection)
                return
            }
            usleep(10_000)
        }
        throw NotInstalled(description: "nobody listens on port \(port)")
    }
}
