import Recordings
import Timebase

/// The steps of a timeline put together so that no line of a picture has too many points.
struct Bins {
    /// In a picture that nobody can zoom into.
    static let most = 300
    /// In a chart that everybody can.
    static let mostOfPage = 1200

    /// Steps a bin.
    let stride: Int
    private let step: Duration
    private let count: Int

    init(steps: Int, of step: Duration, most: Int = Bins.most) {
        stride = max(1, (steps + most - 1) / most)
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

extension Bins {
    /// Those of the charts of streams.
    static func ofStreams(_ input: ReportInput) -> Bins {
        let steps = input.run.streams.map(\.steps.count).max() ?? 0
        return Bins(steps: steps, of: input.run.step, most: mostOfPage)
    }

    /// How many a second were counted in each bin.
    func rates<Step>(
        of all: [Step], step: Duration, _ count: (Step) -> Int
    ) -> [Double?] {
        indices.map { bin in
            let steps = steps(bin, of: all)
            let seconds = step.seconds * Double(max(1, steps.count))
            return Double(steps.reduce(0) { $0 + count($1) }) / seconds
        }
    }

    /// The worst of each bin's steps, in milliseconds; nil without requests.
    func worst(
        _ ledger: StreamLedger, _ quantile: KeyPath<StreamLedger.Step, Duration?>
    ) -> [Double?] {
        indices.map { bin in
            steps(bin, of: ledger.steps).compactMap { $0[keyPath: quantile] }.max()?.milliseconds
        }
    }
}
