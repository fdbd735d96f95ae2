import Foundation
import Glibc
import XCTest

/// A headless Chromium, spoken to in its DevTools protocol over two named pipes: no port is opened.
///
/// With `--remote-debugging-pipe` it reads messages that end in a zero byte from descriptor 3, and
/// writes them to descriptor 4.
/// - SeeAlso: <https://chromedevtools.github.io/devtools-protocol/>.
final class Browser {
    /// So long may any answer take, on a machine with other things to do.
    private static let patience = 90.0

    private let folder: URL
    private let process = Process()
    private let commands: FileHandle
    private let answers: FileHandle
    private var unread = Data()
    private var lastID = 0
    /// What it told of itself, in order.
    private(set) var events: [[String: Any]] = []

    struct Problem: Error, CustomStringConvertible { let description: String }

    /// - Throws: what skips a test where there is no Chromium.
    init() throws {
        try Installed.require("chromium")
        folder = FileManager.default.temporaryDirectory.appending(
            path: "chaos browser \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        commands = try Browser.pipe(folder.appending(path: "commands"))
        answers = try Browser.pipe(folder.appending(path: "answers"))
        process.executableURL = URL(filePath: "/bin/sh")
        let flags = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-dev-shm-usage",
            "--remote-debugging-pipe", "--user-data-dir=profile", "about:blank",
        ]
        process.arguments = ["-c", "exec chromium \"$@\" 3<commands 4>answers", "sh"] + flags
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        _ = try? send("Browser.close")
        let end = Date(timeIntervalSinceNow: 10)
        while process.isRunning && Date() < end { usleep(20_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// A pipe that is opened both ways, so that neither side waits for the other.
    private static func pipe(_ path: URL) throws -> FileHandle {
        let path = path.path(percentEncoded: false)
        guard mkfifo(path, 0o600) == 0 else { throw Problem(description: "no pipe \(path)") }
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw Problem(description: "cannot open \(path)") }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Sends a command and waits for its answer; events that come before it are kept.
    @discardableResult
    func send(
        _ method: String, _ parameters: [String: Any] = [:], to session: String? = nil
    ) throws -> [String: Any] {
        lastID += 1
        var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        try commands.write(
            contentsOf: JSONSerialization.data(withJSONObject: message) + Data([0]))
        let end = Date(timeIntervalSinceNow: Browser.patience)
        while true {
            let read = try next(until: end, for: method)
            guard let id = read["id"] as? Int else {
                events.append(read)
                continue
            }
            guard id == lastID else { continue }
            if let error = read["error"] { throw Problem(description: "\(method): \(error)") }
            return read["result"] as? [String: Any] ?? [:]
        }
    }

    private func next(until end: Date, for method: String) throws -> [String: Any] {
        while true {
            if let zero = unread.firstIndex(of: 0) {
                let message = unread[unread.startIndex..<zero]
                unread.removeSubrange(unread.startIndex...zero)
                let read = try JSONSerialization.jsonObject(with: message)
                return read as? [String: Any] ?? [:]
            }
            var wait = pollfd(fd: answers.fileDescriptor, events: Int16(POLLIN), revents: 0)
            let left = Int32(max(0, end.timeIntervalSinceNow) * 1000)
            guard left > 0, poll(&wait, 1, left) > 0 else {
                throw Problem(description: "no answer to \(method) in \(Browser.patience) s")
            }
            unread += answers.availableData
        }
    }
}
