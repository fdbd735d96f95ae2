import Foundation
import Glibc
import XCTest

/// The `chaos` program as a user starts it, in a folder of its own that goes when this does.
final class Chaos {
    /// Where it runs; paths in the tests are relative to it.
    let folder: URL
    private let program: URL
    /// What its runs say on standard error.
    private let errorFolder: URL

    /// How a run ended.
    struct Ending {
        var status: Int32
        var output: Data
        var errors: String
        /// Processor time, which a busy machine does not lengthen.
        var processorSeconds: Double
        var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// - Throws: when there is no `chaos` beside the test bundle: a test must not pass without it.
    init() throws {
        let bundle = try XCTUnwrap(Bundle.main.executableURL).deletingLastPathComponent()
        program = bundle.appending(path: "chaos")
        guard FileManager.default.isExecutableFile(atPath: program.path(percentEncoded: false))
        else { throw Missing(path: program.path(percentEncoded: false)) }
        folder = FileManager.default.temporaryDirectory.appending(
            path: "chaos tests \(UUID().uuidString)")
        errorFolder = FileManager.default.temporaryDirectory.appending(
            path: "chaos errors \(UUID().uuidString)")
        for folder in [folder, errorFolder] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
        try? FileManager.default.removeItem(at: errorFolder)
    }

    struct Missing: Error { let path: String }

    func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }

    func write(_ data: Data, to path: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    func read(_ path: String) throws -> Data { try Data(contentsOf: folder.appending(path: path)) }

    /// Every file below a folder, by path, hidden ones too.
    func files(below path: String) -> [String] {
        let top = folder.appending(path: path).path(percentEncoded: false)
        let names = FileManager.default.enumerator(atPath: top)?.compactMap { $0 as? String }
        return (names ?? []).sorted()
    }

    /// Runs it to the end, in its folder or in another.
    func run(
        _ arguments: String..., output: Any? = nil, in other: URL? = nil,
        environment: [String: String] = [:]
    ) throws -> Ending {
        let before = Self.childrenSeconds()
        let child = try start(arguments, output: output, in: other, environment: environment)
        let output = child.readOutput()
        child.process.waitUntilExit()
        return Ending(
            status: child.process.exitStatus, output: output, errors: child.readErrors(),
            processorSeconds: Self.childrenSeconds() - before)
    }

    /// A program that runs.
    struct Child {
        let process: Process
        let output: Pipe?
        /// A file, so that a full pipe never holds the program up.
        let errors: URL

        func readOutput() -> Data { output?.fileHandleForReading.readDataToEndOfFile() ?? Data() }
        func readErrors() -> String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }
    }

    /// - Parameters:
    ///   - errors: what takes the place of the file that standard error goes to.
    ///   - environment: set over this process's own.
    ///   - prelude: what a shell does before it becomes the program, such as setting a limit.
    func start(
        _ arguments: [String], output: Any? = nil, errors shown: FileHandle? = nil,
        in other: URL? = nil, environment: [String: String] = [:], after prelude: String? = nil
    ) throws -> Child {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        if let prelude {
            process.executableURL = URL(filePath: "/bin/sh")
            let path = program.path(percentEncoded: false)
            process.arguments = ["-c", "\(prelude); exec \"$@\"", "sh", path] + arguments
        }
        process.currentDirectoryURL = other ?? folder
        // Tests run in jobs of GitHub Actions, too, and say themselves when they mean one.
        process.environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("GITHUB_") }.merging(environment) { $1 }
        let pipe = output == nil ? Pipe() : nil
        process.standardOutput = output ?? pipe
        let errors = errorFolder.appending(path: UUID().uuidString)
        try Data().write(to: errors)
        process.standardError = try shown ?? FileHandle(forWritingTo: errors)
        try process.run()
        return Child(process: process, output: pipe, errors: errors)
    }

    private static func childrenSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}

extension Process {
    /// The exit status, or 1000 and the number of the signal that killed it.
    var exitStatus: Int32 {
        terminationReason == .uncaughtSignal ? 1_000 + terminationStatus : terminationStatus
    }
}
