import Foundation
import XCTest

/// A program of others that reads one of our formats: a script beside this file, and the package of
/// PyPI that it uses.
enum Reader {
    /// What a script found in the files, as it printed it.
    ///
    /// - Throws: what skips a test where Python or the package is missing.
    static func read(_ script: String, _ paths: String..., in chaos: Chaos) throws -> [String: Any]
    {
        try Installed.require("python3")
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let program = folder.appending(path: "Readers/\(script).py").path(percentEncoded: false)
        let ending = try run(["python3", program] + paths, in: chaos)
        guard ending.status != 77 else {
            throw XCTSkip("\(ending.output.trimmingCharacters(in: .newlines)): not tried")
        }
        let found = try? JSONSerialization.jsonObject(with: Data(ending.output.utf8))
        guard ending.status == 0, let found = found as? [String: Any] else {
            throw Refused(what: "\(script): \(ending.output)\(ending.errors)")
        }
        return found
    }

    /// A reader did not take what we wrote.
    struct Refused: Error, CustomStringConvertible {
        let what: String
        var description: String { what }
    }

    /// A program's output to its end; it reads nothing.
    static func run(
        _ words: [String], in chaos: Chaos, input: String? = nil
    ) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = chaos.folder
        process.standardInput =
            try input.map { try FileHandle(forReadingFrom: chaos.folder.appending(path: $0)) }
            ?? FileHandle.nullDevice
        let output = Pipe()
        let errors = chaos.folder.appending(path: ".errors \(UUID().uuidString)")
        try Data().write(to: errors)
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (
            process.exitStatus, String(decoding: text, as: UTF8.self),
            (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
        )
    }
}
