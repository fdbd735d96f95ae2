import Glibc
import Synchronization

/// A thread with an event loop of its own.
public final class LoopThread: Sendable {
    /// Brings commands to the thread's loop.
    public let remote: LoopRemote
    private let thread: Mutex<pthread_t?>

    /// Starts a thread that makes a loop and hands it to `body`.
    ///
    /// - Parameter body: sets up what lives on the loop and calls its `run()`; the thread ends when
    ///   it returns.
    /// - Throws: when there is no descriptor or thread left.
    public init(
        clock: MonotonicClock, _ body: @escaping @Sendable (EventLoop) -> Void
    ) throws(SystemError) {
        let start = try Start(clock: clock, body: body)
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(start).toOpaque())
        guard result == 0 else {
            Unmanaged.passUnretained(start).release()
            throw SystemError("pthread_create", result)
        }
        switch start.awaitLoop() {
        case .success(let remote):
            self.remote = remote
            self.thread = Mutex(thread)
        case .failure(let error):
            pthread_join(thread, nil)
            throw error
        }
    }

    /// Waits until the thread has ended, which someone has asked it to; once is enough.
    public func join() {
        let thread = thread.withLock { held in
            let thread = held
            held = nil
            return thread
        }
        if let thread { pthread_join(thread, nil) }
    }

    /// Stops the loop and waits until the thread has ended.
    public func stop() {
        remote.perform { $0.stop() }
        join()
    }
}

/// What the new thread is given, and what it gives back: its loop's remote.
private final class Start: Sendable {
    private let clock: MonotonicClock
    private let body: @Sendable (EventLoop) -> Void
    private let result = Mutex<Result<LoopRemote, SystemError>?>(nil)
    /// Opened when the loop is made, or could not be.
    private let isReady: Latch

    init(
        clock: MonotonicClock, body: @escaping @Sendable (EventLoop) -> Void
    ) throws(SystemError) {
        self.clock = clock
        self.body = body
        isReady = try Latch()
    }

    func run() {
        do throws(SystemError) {
            let loop = try EventLoop(clock: clock)
            result.withLock { $0 = .success(loop.remote) }
            isReady.open()
            body(loop)
        } catch {
            result.withLock { $0 = .failure(error) }
            isReady.open()
        }
    }

    func awaitLoop() -> Result<LoopRemote, SystemError> {
        isReady.wait()
        return result.withLock { $0! }
    }
}
