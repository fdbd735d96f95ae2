/// The last so many results: a ring of two bits a call, with the sums kept beside it.
struct CountWindow: Hashable, Sendable {
    /// How many calls fit.
    let size: Int
    /// Failed in the even bits, slow in the odd ones: 32 calls a word.
    var bits: [UInt64]
    var next = 0
    var sums = CallSums()

    init(size: Int) {
        self.size = size
        bits = Array(repeating: 0, count: (size + 31) / 32)
    }

    /// Takes the oldest result out if the ring is full, and puts this one in its place.
    mutating func record(failed: Bool, slow: Bool) {
        let word = next >> 5
        let shift = UInt64(next & 31) << 1
        let new = (failed ? 1 : 0) as UInt64 | (slow ? 2 : 0)
        var held = bits[word]
        let old = held >> shift & 3
        if old != new {
            held ^= (old ^ new) << shift
            bits[word] = held
        }
        sums.failed += (failed ? 1 : 0) - Int32(truncatingIfNeeded: old & 1)
        sums.slow += (slow ? 1 : 0) - Int32(truncatingIfNeeded: old >> 1)
        if sums.calls < size { sums.calls += 1 }
        next = next + 1 == size ? 0 : next + 1
    }

    mutating func removeAll() {
        for word in bits.indices { bits[word] = 0 }
        next = 0
        sums = CallSums()
    }
}

/// How many calls a window holds, and of what kind.
struct CallSums: Hashable, Sendable, BitwiseCopyable {
    var calls: Int32 = 0
    var failed: Int32 = 0
    var slow: Int32 = 0

    mutating func add(failed: Bool, slow: Bool) {
        calls += 1
        self.failed += failed ? 1 : 0
        self.slow += slow ? 1 : 0
    }

    mutating func subtract(_ other: CallSums) {
        calls -= other.calls
        failed -= other.failed
        slow -= other.slow
    }
}
