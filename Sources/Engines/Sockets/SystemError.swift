import Glibc

/// A system call that failed: which one, and why.
public struct SystemError: Error, Hashable, Sendable {
    /// The call's name, such as `connect`.
    public let call: String
    /// The error number that it left, such as `ECONNREFUSED`.
    public let code: Int32

    public init(_ call: String, _ code: Int32) {
        self.call = call
        self.code = code
    }

    /// The failure of the call just made: reads the thread's `errno`.
    public static func last(_ call: String) -> SystemError { SystemError(call, errno) }

    /// Whether nobody listened, or whoever did refused.
    public var isRefused: Bool { code == ECONNREFUSED }
    /// Whether the peer broke the connection off.
    public var isReset: Bool { code == ECONNRESET || code == EPIPE }
    /// Whether the process or the machine has no descriptor or buffer left.
    public var isExhaustion: Bool {
        code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM
    }
}

extension SystemError: CustomStringConvertible {
    /// Such as `connect: Connection refused`.
    public var description: String { "\(call): \(String(cString: strerror(code)))" }
}
