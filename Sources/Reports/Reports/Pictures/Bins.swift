import Recordings
import Timebase

/// The steps of a timeline put together so that no line of a picture has too many points.
struct Bins {
    static let most = 300

    /// Steps a bin.
    let stride: Int
    private let step: Duration
    private let count: Int

    init(steps: Int, of step: Duration) {
        stride = max(1, (steps + Bins.most - 1) / Bins.most)
        self.step = step
        count = (steps + stride - 1) / stride
    }

    var length: Duration { step * Int64(stride) }
    var indices: Range<Int> { 0..<count }

    /// The steps of a bin among `all`.
    func steps<Step>(_ bin: Int, of all: [Step]) -> ArraySlice<Step> {
        let from = min(all.count, bin * stride)
        return all[from..<min(all.count, from + stride)]
    }

    func start(_ bin: Int) -> Instant { .start + length * Int64(bin) }
    func middle(_ bin: Int) -> Instant {
        start(bin) + .nanoseconds(length.nanoseconds / 2)
    }
}
