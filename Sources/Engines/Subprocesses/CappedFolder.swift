import CLinux
import Glibc
public import Sockets

/// A folder that holds no more than so much, and can be filled to the last byte: a file system in
/// memory, mounted where only this thread and the processes it starts see it, so that it goes with
/// them, however they end.
///
/// - SeeAlso: mount_namespaces(7), tmpfs(5).
public final class CappedFolder {
    /// What it holds, in bytes.
    public static let size = 64 << 20

    private let ballast: String

    /// Mounts it on a folder that exists and is empty.
    ///
    /// - Throws: `EPERM` without the right to mount, which root has.
    public init(on path: String, isFirst: Bool) throws(SystemError) {
        if isFirst, chaos_hide_mounts() != 0 { throw .last("unshare(CLONE_NEWNS)") }
        guard chaos_mount_memory(path, UInt(CappedFolder.size)) == 0 else {
            throw .last("mount(\(path))")
        }
        ballast = "\(path)/.chaos-ballast"
    }

    /// Leaves not a byte in it.
    ///
    /// - Throws: when it cannot be written for another reason than being full.
    public func fill() throws(SystemError) {
        let file = open(ballast, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .last("open") }
        defer { close(file) }
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while !chunk.isEmpty {
            let count = write(file, chunk, chunk.count)
            if count < 0 {
                guard errno == ENOSPC else { throw .last("write") }
                chunk.removeLast((chunk.count + 1) / 2)
            }
        }
    }

    /// Takes away what ``fill()`` wrote.
    public func relieve() { unlink(ballast) }
}
