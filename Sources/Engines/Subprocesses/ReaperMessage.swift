import Glibc

/// What the reaper is told, one packet each, so that several processes may write at once.
enum ReaperMessage: Hashable {
    /// A process group that must not outlive the run.
    case group(pid_t)
    /// It has ended; its number may be another's by now.
    case ended(pid_t)
    /// A folder that must not outlive the run.
    case folder(String)
    /// It is gone, or was never ours.
    case gone(String)

    /// Longer than any path (`PATH_MAX`) and its word.
    static let longest = 8192

    var bytes: [UInt8] {
        switch self {
        case .group(let group): Array("group \(group)".utf8)
        case .ended(let group): Array("ended \(group)".utf8)
        case .folder(let path): Array("folder \(path)".utf8)
        case .gone(let path): Array("gone \(path)".utf8)
        }
    }

    init?(_ bytes: some Collection<UInt8>) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let space = text.firstIndex(of: " ") else { return nil }
        let rest = String(text[text.index(after: space)...])
        switch (text[..<space], pid_t(rest)) {
        case ("group", .some(let group)) where group > 1: self = .group(group)
        case ("ended", .some(let group)): self = .ended(group)
        case ("folder", _) where rest.hasPrefix("/"): self = .folder(rest)
        case ("gone", _): self = .gone(rest)
        default: return nil
        }
    }

    /// Sends it as one packet.
    ///
    /// - Parameter waiting: whether to wait while the reaper has more to read than it is allowed.
    /// - Returns: false when there is no reaper any more, or it does not keep up.
    func send(to reaper: Int32, waiting: Bool) -> Bool {
        let bytes = bytes
        let flags = Int32(MSG_NOSIGNAL) | (waiting ? 0 : Int32(MSG_DONTWAIT))
        return Glibc.send(reaper, bytes, bytes.count, flags) == bytes.count
    }

    /// Waits for the next packet; nil once nobody can send any more.
    static func receive(from descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: longest)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 { return Array(buffer.prefix(count)) }
            if count == 0 || errno != EINTR { return nil }
        }
    }
}
