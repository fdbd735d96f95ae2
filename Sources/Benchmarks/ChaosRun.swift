import Foundation
import Glibc

/// A run of the `chaos` beside this program, to be measured from outside.
final class ChaosRun {
    private let program: PeerProgram
    private let folder: URL

    /// One of its instances that listens.
    struct Instance {
        let process: pid_t
        let port: UInt16

        /// User and system time so far, in seconds.
        var processorSeconds: Double { PeerProgram.processorSeconds(of: process) }
    }

    init(_ scenario: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "chaos-run-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "scenario.json5")
        try scenario.write(to: file, atomically: true, encoding: .utf8)
        let chaos = Bundle.main.executableURL!.deletingLastPathComponent().appending(path: "chaos")
        program = try PeerProgram([
            chaos.path(percentEncoded: false), "run", file.path(percentEncoded: false),
            "--report", folder.appending(path: "report").path(percentEncoded: false),
        ])
    }

    var processorSeconds: Double { program.processorSeconds }

    /// Waits for its end; what it said.
    func readAll() -> String { program.readAll() }

    func stop() {
        program.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Waits, for 10 s at most, until an instance listens.
    func awaitInstance() throws -> Instance {
        for _ in 0..<1000 {
            for process in program.descendants {
                if let port = listeningPort(of: process) {
                    return Instance(process: process, port: port)
                }
            }
            usleep(10_000)
        }
        throw PeerProgram.NotInstalled(description: "no instance of chaos listens")
    }

    /// The first port that a process listens on, from `/proc`: the sockets among its descriptors,
    /// held against the table of TCP, where state 0A is LISTEN.
    private func listeningPort(of process: pid_t) -> UInt16? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd"))
        let sockets = Set(
            (names ?? []).compactMap { name in
                try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/\(process)/fd/\(name)")
            })
        let table = (try? String(contentsOfFile: "/proc/\(process)/net/tcp", encoding: .utf8)) ?? ""
        for line in table.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A", sockets.contains("socket:[\(fields[9])]")
            else { continue }
            return fields[1].split(separator: ":").last.flatMap { UInt16($0, radix: 16) }
        }
        return nil
    }
}
