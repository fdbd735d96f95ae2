import Dispatch
import Synchronization

/// The values of all items, worked out on all cores and put together in the order of the items,
/// so that they never depend on which was ready first.
func concurrentMap<Item: Sendable, Value: Sendable>(
    _ items: [Item], _ transform: @Sendable (Item) -> Value
) -> [Value] {
    let results = Mutex<[Value?]>(Array(repeating: nil, count: items.count))
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
        let value = transform(items[index])
        results.withLock { $0[index] = value }
    }
    return results.withLock { $0 }.enumerated().map { index, value in
        guard let value else { preconditionFailure("item \(index) was left out") }
        return value
    }
}
