import Chance
public import Timebase

extension RateShape {
    /// Requests a second at an instant; of a spike its base.
    public func rate(at instant: Instant) -> Double {
        switch self {
        case .constant(let rate), .spike(let rate, _, _, _): return rate
        case .ramp(let from, let to, let over):
            guard instant < .start + over else { return to }
            return from + (to - from) * (instant.seconds / over.seconds)
        case .wave(let low, let high, let every):
            let phase = instant.nanoseconds % every.nanoseconds
            let sine = Elementary.sine(.pi * Double(phase) / Double(every.nanoseconds))
            return low + (high - low) * sine * sine
        case .steps(let steps):
            return steps.last { $0.at <= instant }?.rate ?? 0
        }
    }
}
