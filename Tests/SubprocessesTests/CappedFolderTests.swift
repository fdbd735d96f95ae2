import Foundation
import Glibc
import Sockets
import Subprocesses
import Synchronization
import XCTest

final class CappedFolderTests: XCTestCase {
    func test_fullFolder_takesNothingUntilItIsRelieved() throws {
        let path = FileManager.default.temporaryDirectory.appending(
            path: "capped \(UUID().uuidString)"
        ).path(percentEncoded: false)
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        defer { rmdir(path) }
        // The mount is seen by one thread alone, and goes with it.
        let found = try onAThread { () throws(SystemError) -> [Int32] in
            let folder = try CappedFolder(on: path, isFirst: true)
            let before = errorOfWriting(to: "\(path)/a")
            try folder.fill()
            let full = errorOfWriting(to: "\(path)/b")
            folder.relieve()
            return [before, full, errorOfWriting(to: "\(path)/c")]
        }
        XCTAssertEqual(found, [0, ENOSPC, 0])
        XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: path), [])
    }

    private func onAThread(
        _ body: @escaping @Sendable () throws(SystemError) -> [Int32]
    ) throws -> [Int32] {
        let outcome = Outcome()
        let ended = expectation(description: "the thread has ended")
        Thread.detachNewThread {
            outcome.value.withLock { $0 = Result { () throws(SystemError) in try body() } }
            ended.fulfill()
        }
        wait(for: [ended], timeout: 20)
        let result = try XCTUnwrap(outcome.value.withLock { $0 })
        if case .failure(let error) = result, error.code == EPERM {
            throw XCTSkip("this user may not mount file systems: \(error)")
        }
        return try result.get()
    }

    private final class Outcome: Sendable {
        let value = Mutex<Result<[Int32], SystemError>?>(nil)
    }
}

/// What writing 4 KiB meets: 0, or `errno`.
private func errorOfWriting(to path: String) -> Int32 {
    let file = open(path, O_WRONLY | O_CREAT, 0o600)
    guard file >= 0 else { return errno }
    defer { close(file) }
    return write(file, [UInt8](repeating: 1, count: 4096), 4096) == 4096 ? 0 : errno
}
