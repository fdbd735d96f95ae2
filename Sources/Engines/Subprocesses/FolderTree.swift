import CLinux
import Glibc

/// A folder with all that is in it.
enum FolderTree {
    /// Removes it; links in it are removed, never followed.
    ///
    /// - Returns: whether it is gone, or never was there.
    static func remove(_ path: String) -> Bool {
        var paths: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
        defer { free(paths[0]) }
        guard let tree = fts_open(&paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, nil) else {
            return false
        }
        defer { fts_close(tree) }
        var isGone = true
        while let entry = fts_read(tree) {
            let path = entry.pointee.fts_path!
            switch Int32(entry.pointee.fts_info) {
            case FTS_D:
                // Someone may have locked a folder against its own user.
                chmod(path, 0o700)
            case FTS_DP:
                isGone = rmdir(path) == 0 && isGone
            case FTS_NS where entry.pointee.fts_errno == ENOENT:
                break
            default:
                isGone = unlink(path) == 0 && isGone
            }
        }
        return isGone
    }
}
