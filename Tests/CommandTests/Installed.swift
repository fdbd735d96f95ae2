import Foundation
import XCTest

/// Programs that a test needs and that are not everywhere.
enum Installed {
    /// - Throws: what skips a test, with the name of the program that is missing.
    static func require(_ programs: String...) throws {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        for program in programs {
            let isThere = path.split(separator: ":").contains { folder in
                FileManager.default.isExecutableFile(atPath: "\(folder)/\(program)")
            }
            if !isThere { throw XCTSkip("\(program) is not installed, so this is not tried") }
        }
    }
}
