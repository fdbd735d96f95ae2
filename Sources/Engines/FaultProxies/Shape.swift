import Chance
import Faults
import Timebase

/// How the bytes of a message, or of a connection, are slowed down, cut up and changed, by the
/// windows that fell on it and are still on.
final class Shape {
    private(set) var windows: [FaultWindow]
    /// Of the draws for `corrupt`.
    private var generator: Generator
    /// How many bytes have come in.
    private var passed: Int
    /// Of a message's head.
    private let headLength: Int
    /// Of a message's body, where its head says it.
    private let bodyLength: Int?

    /// - Parameter passed: how much of a message has gone on its way already.
    init(
        _ windows: [FaultWindow], key: Key, headLength: Int = 0, bodyLength: Int? = nil,
        passed: Int = 0
    ) {
        self.passed = passed
        self.windows = windows
        self.headLength = headLength
        self.bodyLength = bodyLength
        generator = Generator(key)
    }

    func add(_ window: FaultWindow) { windows.append(window) }

    /// The kinds that are at work.
    private var kinds: [Fault.Kind] { windows.lazy.filter { !$0.isOver }.map(\.kind) }

    // MARK: pace

    /// The next piece of so many bytes: how many come at once, and how long they take.
    ///
    /// - Parameters:
    ///   - isFirst: whether no part of the same bytes has come out yet.
    ///   - isBody: whether they are no part of a head.
    func step(of count: Int, isFirst: Bool, isBody: Bool) -> (size: Int, time: Duration) {
        var size = count
        var rate = Int.max
        var gap = Duration.zero
        for kind in kinds {
            switch kind {
            case .bandwidth(let limit): rate = min(rate, max(1, limit.bytes))
            case .slowBody(.rate(let limit)) where isBody: rate = min(rate, max(1, limit.bytes))
            case .slowBody(.over(let time)) where isBody:
                rate = min(rate, bodyRate(over: time, of: count))
            case .slice(let piece, let delay):
                size = min(size, max(1, piece.bytes))
                if !isFirst { gap = gap + delay }
            default: break
            }
        }
        guard rate < .max else { return (size, gap) }
        size = min(size, max(1, rate / 100))  // 10 ms of it at once.
        let time = Duration.nanoseconds(Int64(Double(size) / Double(rate) * 1e9))
        return (size, gap + time)
    }

    private func bodyRate(over time: Duration, of count: Int) -> Int {
        let rate = Double(bodyLength ?? count) / max(1e-9, Double(time.nanoseconds) / 1e9)
        return max(1, Int(min(rate, 1e15)))
    }

    // MARK: content

    /// How many of the bytes still pass before the connection closes; nil when all do.
    ///
    /// Half of a message is half of its head and body; where their length is not known, and on a
    /// connection without messages, it is half of the bytes at hand.
    func allowance(of count: Int) -> Int? {
        defer { passed += count }
        var allowed: Int?
        for case .truncate(let limit) in kinds {
            let half = bodyLength.map { (headLength + $0) / 2 } ?? passed + count / 2
            let most = max(0, (limit?.bytes ?? half) - passed)
            if most < count { allowed = min(allowed ?? .max, most) }
        }
        return allowed
    }

    /// The bytes as they arrive; nil when they are as they were sent.
    func corrupted(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        var changed: [UInt8]?
        for case .corrupt(let share) in kinds {
            for place in bytes.indices where generator.happens(share) {
                if changed == nil { changed = [UInt8](bytes) }
                changed![place] ^= UInt8(1 + generator.below(255))
            }
        }
        return changed
    }
}
