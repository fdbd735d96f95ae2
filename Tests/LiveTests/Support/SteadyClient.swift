import Dispatch
import Synchronization

/// A well-behaved client on a thread of its own: one request after another, each timed.
final class SteadyClient: Sendable {
    private let isStopped = Atomic(false)
    private let milliseconds = Mutex<[Double]>([])
    private let thread: Mutex<Background<Void>?>

    init(_ port: UInt16, _ line: String = "GET /plain") {
        thread = Mutex(nil)
        let asking = Background { [self] in try ask(port, line) }
        thread.withLock { $0 = asking }
    }

    private func ask(_ port: UInt16, _ line: String) throws {
        let client = try TestClient(port)
        while !isStopped.load(ordering: .relaxed) {
            let began = DispatchTime.now().uptimeNanoseconds
            guard try client.ask(line).status == 200 else { throw Refused() }
            let took = Double(DispatchTime.now().uptimeNanoseconds - began) / 1e6
            milliseconds.withLock { $0.append(took) }
        }
    }

    struct Refused: Error {}

    /// How many it has had answered.
    var count: Int { milliseconds.withLock { $0.count } }

    /// Stops it.
    ///
    /// - Returns: the 99th percentile of its times, in milliseconds.
    /// - Throws: when it was not answered each time.
    func stop() throws -> Double {
        isStopped.store(true, ordering: .relaxed)
        try thread.withLock { $0 }?.value()
        let sorted = milliseconds.withLock { $0 }.sorted()
        return sorted[sorted.count * 99 / 100]
    }
}
