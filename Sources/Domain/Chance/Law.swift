public import Timebase

/// The trivial part of a ``Sampler``: what is drawn, in a few numbers that are copied for nothing.
@usableFromInline
@frozen
struct Law: Sendable, BitwiseCopyable {
    @usableFromInline
    enum Form: UInt8, Sendable, BitwiseCopyable {
        case constant, uniform, exponential, lognormal, pareto, empirical, mix
    }
    @usableFromInline let form: Form
    /// What a constant draw gives; the lower bound of a uniform one.
    @usableFromInline let base: Duration
    /// The mean, median or minimum in nanoseconds; of a uniform draw how many values there are.
    let scale: Double
    /// The σ of a lognormal, −1 ÷ shape of a Pareto draw.
    let spread: Double

    init(_ form: Form, base: Duration = .zero, scale: Double = 0, spread: Double = 0) {
        self.form = form
        self.base = base
        self.scale = scale
        self.spread = spread
    }

    @usableFromInline
    func draw(_ key: Key) -> Duration {
        var generator = Generator(key)
        return draw(&generator)
    }

    func draw(_ generator: inout Generator) -> Duration {
        switch form {
        case .constant: return base
        case .uniform: return base + generator.duration(below: .nanoseconds(Int64(scale)))
        case .exponential: return Law.rounded(scale * generator.exponential())
        case .lognormal: return Law.rounded(scale * Elementary.exp(spread * generator.normal()))
        case .pareto:
            // 1 − u is in (0, 1], so the power is finite.
            return Law.rounded(scale * Elementary.pow(1 - generator.uniform(), spread))
        case .empirical, .mix: preconditionFailure("a \(form) draw needs its table")
        }
    }

    /// Nearest, and within zero and `Duration.longest`; without the C library's `round`.
    static func rounded(_ nanoseconds: Double) -> Duration {
        .nanoseconds(Int64(min(max(0, nanoseconds + 0.5), Double(Duration.longest.nanoseconds))))
    }

    /// The mean before rounding; exact, but see ``Sampler/mean``.
    var mean: Double {
        switch form {
        case .constant: return Double(base.nanoseconds)
        case .uniform: return Double(base.nanoseconds) + (scale - 1) / 2
        case .exponential: return scale
        case .lognormal: return scale * Elementary.exp(0.5 * spread * spread)
        case .pareto: return paretoMean
        case .empirical, .mix: preconditionFailure("a \(form) mean needs its table")
        }
    }

    /// ∫ of the survival function up to the cut c: m·(a − (m/c)^(a−1)) ÷ (a − 1), or at a = 1
    /// m·(1 + ln(c/m)).
    private var paretoMean: Double {
        let shape = -1 / spread
        let longest = Double(Duration.longest.nanoseconds)
        let ratio = scale / longest
        guard ratio < 1 else { return longest }
        if (shape - 1).magnitude < 1e-9 { return scale * (1 - Elementary.log(ratio)) }
        return scale * (shape - Elementary.pow(ratio, shape - 1)) / (shape - 1)
    }
}
