public import Timebase

/// A ``Distribution`` made ready for drawing: logarithms taken, shares added up.
///
/// Draws are whole nanoseconds, never negative and at most `Duration.longest`, where a heavy tail
/// is cut. A constant, uniform, exponential, lognormal or Pareto draw touches no memory but this.
@frozen
public struct Sampler: Sendable {
    /// The 99 % quantile of the standard normal.
    static let z99 = 2.326_347_874_040_840_8

    @usableFromInline let law: Law
    /// Present for an empirical draw and a mix, and for nothing else.
    @usableFromInline let table: Table?

    private init(_ law: Law, table: Table? = nil) {
        self.law = law
        self.table = table
    }

    /// Draws from `distribution`, whose figures are taken as checked.
    public init(_ distribution: Distribution) {
        switch distribution {
        case .constant(let value):
            self.init(Law(.constant, base: Sampler.within(value)))
        case .uniform(let from, let to):
            let low = Sampler.within(from)
            let high = max(low, Sampler.within(to))
            self.init(Law(.uniform, base: low, scale: Double((high - low).nanoseconds + 1)))
        case .exponential(let mean):
            self.init(Law(.exponential, scale: Double(Sampler.within(mean).nanoseconds)))
        case .lognormal(let median, let p99):
            let sigma = Elementary.log(p99 / median) / Sampler.z99
            self.init(Law(.lognormal, scale: Double(median.nanoseconds), spread: sigma))
        case .pareto(let min, let shape):
            self.init(Law(.pareto, scale: Double(min.nanoseconds), spread: -1 / shape))
        case .empirical(let quantiles):
            self.init(Law(.empirical), table: Table(quantiles: quantiles))
        case .mix(let shares):
            self.init(Law(.mix), table: Table(shares: shares))
        }
    }

    private static func within(_ value: Duration) -> Duration { max(.zero, min(.longest, value)) }

    /// Whether every draw is zero.
    @inlinable
    public var isZero: Bool { law.form == .constant && law.base == .zero }

    /// The draw that `key` names; the same each time.
    @inlinable
    public func sample(_ key: Key) -> Duration {
        switch law.form {
        case .constant: return law.base
        case .uniform, .exponential, .lognormal, .pareto: return law.draw(key)
        case .empirical, .mix: return drawFromTable(key)
        }
    }

    @usableFromInline
    func drawFromTable(_ key: Key) -> Duration {
        var generator = Generator(key)
        return draw(&generator)
    }

    func draw(_ generator: inout Generator) -> Duration {
        guard let table else { return law.draw(&generator) }
        switch law.form {
        case .empirical: return Law.rounded(table.quantile(generator.uniform()))
        case .mix: return table.part(generator.uniform()).draw(&generator)
        case .constant, .uniform, .exponential, .lognormal, .pareto:
            return law.draw(&generator)
        }
    }

    /// The mean of the draws, exact but for rounding to nanoseconds.
    ///
    /// A Pareto mean is that of the draws as they are cut at `Duration.longest`, and so finite even
    /// where the distribution's own is not. A lognormal one is clamped to it.
    public var mean: Duration { Law.rounded(meanNanoseconds) }

    var meanNanoseconds: Double { table?.mean ?? law.mean }
}
