public import Chance
public import Timebase

/// When the next request of an open loop is due, whatever became of those before.
///
/// A process of rate one is stretched by the rate: the n-th request is due when the integral of the
/// rate from `from` on reaches the n-th point. Of ``LoadStream/Arrivals/poisson`` the points are
/// exponential gaps apart, the n-th drawn with a key of its own (below ``Purpose/arrivals``, so
/// that the caller may number requests below the same key); of `constant` they are 0.5, 1.5, 2.5,
/// …, so a constant rate of 10/s is due at 50 ms, 150 ms, and so on.
///
/// Overload is a process of its own beside the base's, with a key of its own, so that it adds
/// requests and moves none: see ``init(spikeOf:arrivals:key:until:)`` and
/// ``init(overload:of:arrivals:key:from:until:)``.
/// - SeeAlso: Lewis, Shedler: "Simulation of nonhomogeneous Poisson processes by thinning", Naval
///   Research Logistics 26 (1979), section 1, on inverting the integrated rate.
public struct ArrivalProcess: Sendable {
    private let curve: RateCurve
    private let isPoisson: Bool
    private let key: Key
    private let from: Instant
    private let until: Instant
    /// How many points have been drawn.
    private var drawn = 0
    /// Of the piece that the last point fell into: its number, and its shape within from ..< until.
    private var index: Int
    private var piece = Stretch()
    /// The integral of the rate from the piece's begin to the last point.
    private var reached = 0.0
    private var isOver = false

    /// The base load of `rate`: of a spike, its `base` throughout.
    public init(
        rate: RateShape, arrivals: LoadStream.Arrivals, key: Key, from: Instant, until: Instant
    ) {
        self.init(RateCurve(rate), arrivals, key, from: from, until: until)
    }

    /// What a spike adds to its base, within its own window; nil when `rate` is no spike above it.
    public init?(
        spikeOf rate: RateShape, arrivals: LoadStream.Arrivals, key: Key, until: Instant
    ) {
        guard case .spike(let base, let spike, let at, let lasts) = rate, spike > base else {
            return nil
        }
        let extra = RateCurve(.constant(spike - base))
        self.init(extra, arrivals, key, from: at, until: min(until, at + lasts))
    }

    /// What `factor` times the base load of `rate` adds to it from `from` to `until`; nil at a
    /// factor of 1 or less, which adds nothing.
    public init?(
        overload factor: Double, of rate: RateShape, arrivals: LoadStream.Arrivals, key: Key,
        from: Instant, until: Instant
    ) {
        guard factor > 1 else { return nil }
        let extra = RateCurve(rate, times: factor - 1)
        self.init(extra, arrivals, key, from: from, until: until)
    }

    private init(
        _ curve: RateCurve, _ arrivals: LoadStream.Arrivals, _ key: Key, from: Instant,
        until: Instant
    ) {
        self.curve = curve
        isPoisson = arrivals == .poisson
        self.key = key.child(.arrivals)
        self.from = from
        self.until = until
        index = curve.index(near: from) - 1
    }

    /// The next due instant in from ..< until, never before the last one; nil when there is none.
    public mutating func next() -> Instant? {
        guard !isOver else { return nil }
        var target = reached + gap()
        while target >= piece.total {
            target -= piece.total
            guard advance() else {
                isOver = true
                return nil
            }
        }
        reached = target
        let due = piece.instant(at: target)
        isOver = due >= until
        return isOver ? nil : due
    }

    private mutating func gap() -> Double {
        defer { drawn += 1 }
        guard isPoisson else { return drawn == 0 ? 0.5 : 1 }
        var generator = Generator(key.child(drawn))
        return generator.exponential()
    }

    /// Goes to the next piece; false when none is left before `until`.
    private mutating func advance() -> Bool {
        guard let next = curve.piece(index + 1), next.begin < until, from < until else {
            return false
        }
        index += 1
        piece = Stretch(next, from: from, until: until)
        return true
    }
}

extension ArrivalProcess {
    /// A piece of the curve, cut to the process's window and made ready for inversion.
    private struct Stretch: Sendable {
        var begin = Instant.start
        var end = Instant.start
        /// Requests a second at `begin`, and how it grows a second.
        var rate = 0.0
        var slope = 0.0
        /// The integral of the rate over the stretch.
        var total = 0.0

        init() {}

        /// Without length where the piece ends before `from`.
        init(_ piece: RateCurve.Piece, from: Instant, until: Instant) {
            begin = max(piece.begin, from)
            end = max(begin, min(piece.end, until))
            let length = (end - begin).seconds
            slope = (piece.last - piece.first) / (piece.end - piece.begin).seconds
            rate = piece.first + slope * (begin - piece.begin).seconds
            total = (rate + 0.5 * slope * length) * length
        }

        /// The nearest nanosecond at which the integral is `target`: the root of rate·t +
        /// slope·t²/2, in the form that does not cancel.
        func instant(at target: Double) -> Instant {
            guard target > 0 else { return begin }
            let seconds: Double
            if slope == 0 {
                seconds = target / rate
            } else {
                // Rounding may take what is under the root below zero where a ramp ends at zero.
                let last = max(0, rate * rate + 2 * slope * target).squareRoot()
                seconds = 2 * target / (rate + last)
            }
            return min(end, begin + Duration(nanoseconds: Int64(seconds * 1e9 + 0.5)))
        }
    }
}
