import Glibc

/// A counting semaphore between threads.
///
/// - SeeAlso: sem_overview(7).
// SAFETY: the pointer never changes, and sem_post and sem_wait may be called from any thread.
public final class Semaphore: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    public init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    /// Lets one waiter go on.
    public func signal() { sem_post(semaphore) }

    /// Waits for a signal, however long it takes.
    public func wait() { while sem_wait(semaphore) != 0 {} }
}
