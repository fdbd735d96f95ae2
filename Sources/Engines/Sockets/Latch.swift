import CLinux
import Glibc

/// Holds a thread up until another opens it, once.
public final class Latch: Sendable {
    private let descriptor: Int32

    /// - Throws: when no descriptor is left.
    public init() throws(SystemError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC))
        guard descriptor >= 0 else { throw .last("eventfd") }
    }

    deinit { close(descriptor) }

    /// Lets the waiting thread go on, now or when it comes.
    public func open() { eventfd_write(descriptor, 1) }

    /// Waits for ``open()``, however long it takes.
    public func wait() {
        var count: UInt64 = 0
        while eventfd_read(descriptor, &count) != 0, errno == EINTR {}
    }
}
