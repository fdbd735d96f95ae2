import Dispatch
import Synchronization

/// A closure on another thread, and what it gave.
final class Background<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () throws -> Value) {
        DispatchQueue.global().async {
            let result = Result { try body() }
            self.result.withLock { $0 = result }
            self.isDone.signal()
        }
    }

    /// Waits for it.
    func value() throws -> Value {
        isDone.wait()
        return try result.withLock { $0! }.get()
    }
}
