import Recordings
import Timebase

/// A histogram while it fills: octaves of counts behind pointers, made when first hit.
struct LiveHistogram: ~Copyable {
    private static let octaves = 54
    private var counts: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?>
    private var total: Int64 = 0
    private var max: Int64 = 0

    init() {
        counts = .allocate(capacity: LiveHistogram.octaves)
        counts.initialize(repeating: nil, count: LiveHistogram.octaves)
    }

    deinit {
        for octave in 0..<LiveHistogram.octaves { counts[octave]?.deallocate() }
        counts.deallocate()
    }

    @inline(__always)
    mutating func record(_ value: Duration) {
        let bucket = Histogram.bucket(of: value)
        if counts[bucket >> 10] == nil { addOctave(bucket >> 10) }
        counts[bucket >> 10]![bucket & 1023] &+= 1
        total &+= value.nanoseconds
        max = Swift.max(max, value.nanoseconds)
    }

    private mutating func addOctave(_ octave: Int) {
        let fresh = UnsafeMutablePointer<UInt32>.allocate(capacity: 1024)
        fresh.initialize(repeating: 0, count: 1024)
        counts[octave] = fresh
    }

    var histogram: Histogram {
        var buckets: [(bucket: Int, count: Int)] = []
        for octave in 0..<LiveHistogram.octaves {
            guard let counts = counts[octave] else { continue }
            for place in 0..<1024 where counts[place] > 0 {
                buckets.append((octave << 10 + place, Int(counts[place])))
            }
        }
        return Histogram(
            buckets: buckets, total: .nanoseconds(total), max: .nanoseconds(max))
    }
}

/// Latencies of one timeline step, coarse (1.6 %) and small: 64 buckets an octave.
struct StepHistogram: ~Copyable {
    private static let size = 48 << 6
    private var counts: UnsafeMutablePointer<UInt32>
    private var count = 0

    init() {
        counts = .allocate(capacity: StepHistogram.size)
        counts.initialize(repeating: 0, count: StepHistogram.size)
    }

    deinit { counts.deallocate() }

    mutating func record(_ value: Duration) {
        let nanoseconds = UInt64(Swift.max(0, value.nanoseconds))
        let shift = Swift.max(0, 57 - nanoseconds.leadingZeroBitCount)
        let bucket = shift << 6 + Int(nanoseconds >> UInt64(shift))
        counts[Swift.min(bucket, StepHistogram.size - 1)] += 1
        count += 1
    }

    /// The middle of the bucket that holds the quantile; nil without values.
    func quantile(_ share: Double) -> Duration? {
        guard count > 0 else { return nil }
        let rank = Swift.max(1, Int((share * Double(count)).rounded(.up)))
        var seen = 0
        for bucket in 0..<StepHistogram.size where counts[bucket] > 0 {
            seen += Int(counts[bucket])
            if seen >= rank { return StepHistogram.middle(of: bucket) }
        }
        return nil
    }

    private static func middle(of bucket: Int) -> Duration {
        guard bucket >= 128 else { return .nanoseconds(Int64(bucket)) }
        let shift = Int64(bucket >> 6 - 1)
        let low = Int64(bucket - Int(shift) << 6) << shift
        return .nanoseconds(low + (1 << shift) / 2)
    }

    mutating func clear() {
        guard count > 0 else { return }
        counts.update(repeating: 0, count: StepHistogram.size)
        count = 0
    }
}
