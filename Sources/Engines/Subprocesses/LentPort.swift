import Glibc
public import Sockets

/// A free port of 127.0.0.1 for a program that binds it itself, kept from other runs until this
/// goes.
///
/// It lies below the ephemeral ports: polling `connect` on one of those, before anyone listens, may
/// connect to itself. Nothing is bound to it, since not every program shares; instead a name in the
/// abstract socket namespace, which dies with this process, tells other runs of it.
/// - SeeAlso: ip(7), `ip_local_port_range`; unix(7), "Abstract sockets".
public final class LentPort: Sendable {
    public let port: UInt16
    private let claim: Int32

    /// Where the search begins: above what services listen on by convention.
    private static let first: UInt16 = 20_000

    /// - Throws: when every port is taken, or there is no descriptor left.
    public init() throws(SystemError) {
        let end = Self.firstEphemeral()
        let count = end - Self.first
        // Runs begin in different places, so that they seldom meet.
        let start = UInt16(truncatingIfNeeded: Int(getpid()) &* 7919) % count
        for step in 0..<count {
            let port = Self.first + UInt16((UInt32(start) + UInt32(step)) % UInt32(count))
            guard let claim = try Self.claim(port) else { continue }
            if Self.isFree(port) {
                self.port = port
                self.claim = claim
                return
            }
            close(claim)
        }
        throw SystemError("finding a port from \(Self.first) to \(end - 1)", EADDRINUSE)
    }

    deinit { close(claim) }

    /// Binds without sharing, as the least obliging program would.
    private static func isFree(_ port: UInt16) -> Bool {
        do throws(SystemError) {
            _ = try LoopbackSocket(port: port, sharing: false)
            return true
        } catch {
            return false
        }
    }

    /// The first port that the kernel may give to a connection.
    static func firstEphemeral() -> UInt16 {
        let usual: UInt16 = 32_768
        let range = LogTail.lines(1, of: "/proc/sys/net/ipv4/ip_local_port_range").first ?? ""
        let first = range.split(whereSeparator: \.isWhitespace).first.flatMap { UInt16($0) }
        // A machine that hands out nearly all ports leaves no room below them.
        return max(first ?? usual, Self.first + 1_000)
    }

    /// Claims a port among runs; nil when another run has it.
    private static func claim(_ port: UInt16) throws(SystemError) -> Int32? {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw .last("socket") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = [0] + Array("chaos-port-\(port)".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size)
            }
        }
        if result == 0 { return descriptor }
        close(descriptor)
        return nil
    }
}
