public import Timebase

/// Counts of durations in log-linear buckets, as HdrHistogram with 3 significant digits.
///
/// 2¹⁰ buckets an octave: a value is known to 0.1 %. Buckets exist an octave at a time, so memory
/// follows the spread of the values, never their number.
/// - SeeAlso: Tene, HdrHistogram, "A High Dynamic Range Histogram".
public struct Histogram: Hashable, Sendable {
    /// The buckets of each octave, empty where nothing was recorded.
    private(set) var octaves: [[UInt32]]
    public private(set) var count: Int
    /// The sum of all values, exact.
    public private(set) var total: Duration
    public private(set) var max: Duration

    public init() {
        octaves = []
        count = 0
        total = .zero
        max = .zero
    }

    /// Takes counts over from an engine's own storage.
    ///
    /// - Parameter buckets: bucket and count, rising by bucket.
    public init(buckets: [(bucket: Int, count: Int)], total: Duration, max: Duration) {
        self.init()
        for (bucket, count) in buckets { add(count, toBucket: bucket) }
        self.total = total
        self.max = max
    }

    /// The bucket of a value: its octave · 1024 + its place there. Negative values count as 0.
    @inlinable
    public static func bucket(of value: Duration) -> Int {
        let nanoseconds = UInt64(bitPattern: Swift.max(0, value.nanoseconds))
        let shift = Swift.max(0, 53 - nanoseconds.leadingZeroBitCount)
        return shift << 10 + Int(nanoseconds >> UInt64(shift))
    }

    /// The largest value that falls into a bucket.
    public static func highest(inBucket bucket: Int) -> Duration {
        guard bucket >= 2 * 1024 else { return .nanoseconds(Int64(bucket)) }
        let shift = bucket >> 10 - 1
        let low = Int64(bucket - shift << 10) << Int64(shift)
        return .nanoseconds(low + (1 << Int64(shift)) - 1)
    }

    public mutating func record(_ value: Duration) {
        add(1, toBucket: Histogram.bucket(of: value))
        total += value
        max = Swift.max(max, value)
    }

    private mutating func add(_ more: Int, toBucket bucket: Int) {
        let octave = bucket >> 10
        while octaves.count <= octave { octaves.append([]) }
        if octaves[octave].isEmpty { octaves[octave] = Array(repeating: 0, count: 1024) }
        octaves[octave][bucket & 1023] += UInt32(more)
        count += more
    }

    public static func += (left: inout Histogram, right: Histogram) {
        for (octave, counts) in right.octaves.enumerated() where !counts.isEmpty {
            while left.octaves.count <= octave { left.octaves.append([]) }
            if left.octaves[octave].isEmpty {
                left.octaves[octave] = counts
            } else {
                left.octaves[octave].withUnsafeMutableBufferPointer { own in
                    for place in own.indices { own[place] &+= counts[place] }
                }
            }
        }
        left.count += right.count
        left.total += right.total
        left.max = Swift.max(left.max, right.max)
    }

    /// The filled buckets, rising.
    public var buckets: [(bucket: Int, count: Int)] {
        var filled: [(bucket: Int, count: Int)] = []
        for (octave, counts) in octaves.enumerated() where !counts.isEmpty {
            for (place, count) in counts.enumerated() where count > 0 {
                filled.append((octave << 10 + place, Int(count)))
            }
        }
        return filled
    }

    public var mean: Duration? {
        count == 0 ? nil : .nanoseconds(total.nanoseconds / Int64(count))
    }

    /// The smallest recorded value that at least `share` (0 … 1) of the values do not exceed.
    public func quantile(_ share: Double) -> Duration? { quantiles([share])[0] }

    /// Several quantiles in one pass over the buckets.
    ///
    /// - Parameter shares: rising, each in 0 … 1.
    public func quantiles(_ shares: [Double]) -> [Duration?] {
        guard count > 0 else { return shares.map { _ in nil } }
        let ranks = shares.map { Swift.max(1, Int(($0 * Double(count)).rounded(.up))) }
        var found: [Duration] = []
        var seen = 0
        for (octave, counts) in octaves.enumerated() where found.count < ranks.count {
            let sum = counts.reduce(0) { $0 &+ Int($1) }
            var place = 0
            var reached = seen
            while found.count < ranks.count && seen + sum >= ranks[found.count] {
                while reached < ranks[found.count] {
                    reached += Int(counts[place])
                    place += 1
                }
                let highest = Histogram.highest(inBucket: octave << 10 + place - 1)
                found.append(Swift.min(max, highest))
            }
            seen += sum
        }
        return found
    }

    /// Whether at least `beyond` values lie above a quantile, so that it is a figure.
    public func isFigure(_ share: Double, beyond: Int = 10) -> Bool {
        Double(count) * (1 - share) >= Double(beyond) - 1e-6
    }

    /// How many values it takes for a quantile to be a figure.
    public static func leastCount(for share: Double, beyond: Int = 10) -> Int {
        Int((Double(beyond) / (1 - share)).rounded())
    }

    /// The quantile, or nil where fewer than `beyond` values lie above it: too few to be a figure.
    public func figure(_ share: Double, beyond: Int = 10) -> Duration? {
        isFigure(share, beyond: beyond) ? quantile(share) : nil
    }

    /// How many values are above `limit`, to the resolution of the buckets.
    public func count(above limit: Duration) -> Int {
        let edge = Histogram.bucket(of: limit)
        return buckets.reduce(0) { $1.bucket > edge ? $0 + $1.count : $0 }
    }
}
