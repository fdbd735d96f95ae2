import Chance
import Timebase

/// A rate over time in linear pieces, which follow one another without a gap.
struct RateCurve: Hashable, Sendable {
    /// A stretch over which the rate goes straight from `first` to `last`, in requests a second.
    struct Piece: Hashable, Sendable {
        var begin: Instant
        var end: Instant
        var first: Double
        var last: Double
    }

    /// How many chords stand for a period of a wave. A period's requests are right all the same,
    /// since the trapezoids under a full sine add up to its integral; the rate is off by at most
    /// (2π/64)² ÷ 8 · (high − low)/2, 0.06 % of high − low.
    static let chords = 64

    private var pieces: [Piece] = []
    /// After which the pieces come again; nil where the last piece never ends.
    private var period: Duration?

    /// - Parameter factor: every rate is multiplied by it.
    init(_ shape: RateShape, times factor: Double = 1) {
        switch shape {
        case .constant(let rate), .spike(let rate, _, _, _):
            append(until: .never, factor * rate)
        case .ramp(let from, let to, let over):
            append(until: .start + over, factor * from, factor * to)
            append(until: .never, factor * to)
        case .steps(let steps):
            if let first = steps.first { append(until: first.at, 0) }
            for (place, step) in steps.enumerated() {
                let end = place + 1 < steps.count ? steps[place + 1].at : .never
                append(until: end, factor * step.rate)
            }
        case .wave(let low, let high, let every):
            appendPeriod(low: factor * low, high: factor * high, every: every)
        }
    }

    private mutating func append(until end: Instant, _ first: Double, _ last: Double? = nil) {
        let begin = pieces.last?.end ?? .start
        precondition(first >= 0 && (last ?? 0) >= 0, "rates are \(first), \(last ?? first)")
        guard end > begin else { return }
        pieces.append(Piece(begin: begin, end: end, first: first, last: last ?? first))
    }

    /// One period of (1 − cos)/2 = sin² of half the angle, lowest at its start.
    private mutating func appendPeriod(low: Double, high: Double, every: Duration) {
        precondition(every > .zero, "a wave every \(every)")
        period = every
        var before = low
        for chord in 1...RateCurve.chords {
            let share = Double(chord) / Double(RateCurve.chords)
            let sine = chord == RateCurve.chords ? 0 : Elementary.sine(.pi * share)
            let rate = low + (high - low) * sine * sine
            append(until: .start + every * share, before, rate)
            before = rate
        }
    }

    /// The number of a piece that begins at or before `instant`, not far from it.
    func index(near instant: Instant) -> Int {
        guard let period else { return 0 }
        return Int(instant.nanoseconds / period.nanoseconds) * pieces.count
    }

    /// The piece of this number, counted on over the periods; nil past the last.
    func piece(_ index: Int) -> Piece? {
        guard let period else { return index < pieces.count ? pieces[index] : nil }
        var piece = pieces[index % pieces.count]
        let shift = Duration(nanoseconds: Int64(index / pieces.count) * period.nanoseconds)
        piece.begin = piece.begin + shift
        piece.end = piece.end + shift
        return piece
    }
}
