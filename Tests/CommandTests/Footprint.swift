import Foundation
import Glibc
import Subprocesses
import XCTest

/// What a run of `chaos` has on the machine: processes, known by a mark that all of them inherit,
/// the sockets on which those listen, and temporary files, in a folder that only this run uses.
final class Footprint {
    private static let variable = "CHAOS_TEST_FOOTPRINT"
    private let mark = UUID().uuidString
    private let folder: URL
    /// The kernel's numbers of the sockets on which a process of the run was seen to listen.
    private(set) var listeners: Set<UInt64> = []
    /// Processes that were seen, even those that hide the mark from now on.
    private(set) var seen: Set<Int32> = []

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "footprint \(mark)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        // A test that failed must not burden those after it.
        for process in processes { kill(process, SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// What the run is started with.
    var environment: [String: String] {
        [Self.variable: mark, "TMPDIR": folder.path(percentEncoded: false)]
    }

    /// Its processes, those that ended and were not waited for left out.
    var processes: [Int32] { ProcessTable.processes(with: Self.variable, being: mark) }

    var files: [String] {
        (try? FileManager.default.subpathsOfDirectory(
            atPath: folder.path(percentEncoded: false))) ?? []
    }

    /// Notes what is there now.
    func look() {
        let listening = Self.listeningSockets()
        for process in processes {
            seen.insert(process)
            listeners.formUnion(Self.sockets(of: process).intersection(listening))
        }
    }

    /// What is still there, in words; `also` are processes that hide the mark.
    func remains(also: [Int32] = []) -> [String] {
        let alive = Set(processes).union(also.filter { Self.commandLine(of: $0) != nil })
        return alive.sorted().map { "process \($0): \(Self.commandLine(of: $0) ?? "")" }
            + listeners.intersection(Self.listeningSockets()).sorted().map { "listener \($0)" }
            + files.map { "file \($0)" }
    }

    /// The words of a process that runs, blanks between them; nil for one that has ended.
    static func commandLine(of process: Int32) -> String? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline"),
            !data.isEmpty
        else { return nil }
        return String(decoding: data.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
    }

    /// The processes with this command line whose parents are these.
    static func children(of parents: Set<Int32>, running words: String) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { process in
            commandLine(of: process) == words && parents.contains(status(of: process).parent)
        }
    }

    /// Those that a signal has stopped.
    static func stopped(of processes: [Int32]) -> [Int32] {
        processes.filter { status(of: $0).state == "T" }
    }

    /// From `number (name) state parent …`; `-` and 0 for a process that has ended.
    private static func status(of process: Int32) -> (state: Substring, parent: Int32) {
        let data = FileManager.default.contents(atPath: "/proc/\(process)/stat") ?? Data()
        let text = String(decoding: data, as: UTF8.self)
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        return fields.count > 2 ? (fields[1], Int32(fields[2]) ?? 0) : ("-", 0)
    }

    /// The sockets of a process, from the links `socket:[12345]` of its descriptors.
    private static func sockets(of process: Int32) -> Set<UInt64> {
        let folder = "/proc/\(process)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(
            names.compactMap { name in
                let link = try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "\(folder)/\(name)")
                guard let link, link.hasPrefix("socket:[") else { return nil }
                return UInt64(link.dropFirst(8).dropLast())
            })
    }

    /// The sockets of this machine that listen: state 0A in `/proc/net/tcp`, the tenth column the
    /// socket's number.
    ///
    /// The kernel lists them before all others, of which a busy machine may have tens of thousands.
    private static func listeningSockets() -> Set<UInt64> {
        guard let file = FileHandle(forReadingAtPath: "/proc/net/tcp") else { return [] }
        defer { try? file.close() }
        let table = (try? file.read(upToCount: 1 << 17)) ?? Data()
        let lines = table.split(separator: UInt8(ascii: "\n")).dropFirst().lazy.map { line in
            String(decoding: line, as: UTF8.self).split(separator: " ")
        }
        let listening = lines.prefix { $0.count > 9 && $0[3] == "0A" }
        return Set(listening.compactMap { UInt64($0[9]) })
    }
}
