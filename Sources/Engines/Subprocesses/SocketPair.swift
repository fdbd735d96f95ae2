import CLinux
import Glibc
public import Sockets

/// Two connected stream sockets that do not block: ours, and a child's.
public struct SocketPair {
    /// Not inherited by anybody.
    public let ours: Int32
    /// To be given to a child, and then closed.
    public let theirs: Int32

    /// - Throws: when there is no descriptor left.
    public init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .last("socketpair") }
        ours = ends[0]
        theirs = ends[1]
    }
}
