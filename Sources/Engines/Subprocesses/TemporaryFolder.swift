import Glibc
public import Sockets
import Synchronization

/// A folder of a run's own, removed with all that is in it at the end of the run.
public final class TemporaryFolder: Sendable {
    /// Its path, below `TMPDIR` or `/tmp`, with the run's mark, and so the controller's id, in its
    /// name.
    public let path: String
    private let reaper: Reaper

    private static let count = Atomic<Int>(0)

    /// Makes the folder, which nobody but this user may enter.
    ///
    /// - Throws: when it cannot be made.
    public init(under reaper: Reaper) throws(SystemError) {
        let number = Self.count.add(1, ordering: .relaxed).newValue
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        path = ExecutablePath.absolute("\(parent)/chaos-\(reaper.run)-\(number)")
        self.reaper = reaper
        // First told, then made: at no instant is there a folder that nobody would remove.
        guard reaper.adopt(folder: path) else {
            throw SystemError("registering \(path)", EPIPE)
        }
        guard mkdir(path, 0o700) == 0 else {
            let error = SystemError.last("mkdir(\(path))")
            reaper.release(folder: path)
            throw error
        }
    }

    deinit { remove() }

    /// Removes it now; again is no error.
    @discardableResult
    public func remove() -> Bool {
        let isGone = FolderTree.remove(path)
        if isGone { reaper.release(folder: path) }
        return isGone
    }
}
