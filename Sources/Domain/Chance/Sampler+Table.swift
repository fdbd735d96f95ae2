import Timebase

extension Sampler {
    /// What does not fit into a few numbers: quantiles, or the parts of a mix; one is empty.
    ///
    /// A class, since copying a sampler without one then costs nothing.
    @usableFromInline
    final class Table: Sendable {
        /// In nanoseconds, rising.
        private let quantiles: [Double]
        private let parts: [Part]

        struct Part: Sendable {
            /// The shares up to and including this one.
            var upTo: Double
            var share: Double
            var of: Sampler
        }

        init(quantiles: [Duration]) {
            precondition(!quantiles.isEmpty, "an empirical distribution needs a quantile")
            self.quantiles = quantiles.map { Double($0.nanoseconds) }
            parts = []
        }

        init(shares: [Distribution.Share]) {
            precondition(!shares.isEmpty, "a mix needs a share")
            var sum = 0.0
            parts = shares.map { share in
                sum += share.share
                return Part(upTo: sum, share: share.share, of: Sampler(share.of))
            }
            quantiles = []
        }

        /// Linear between evenly spaced quantiles, the first at 0 and the last at 1.
        func quantile(_ share: Double) -> Double {
            let place = share * Double(quantiles.count - 1)
            let below = Int(place)
            let above = min(below + 1, quantiles.count - 1)
            let low = quantiles[below]
            return low + (place - Double(below)) * (quantiles[above] - low)
        }

        func part(_ share: Double) -> Sampler {
            for part in parts where share < part.upTo { return part.of }
            // The shares may add up to a hair less than 1.
            return parts[parts.count - 1].of
        }

        /// The mean before rounding.
        var mean: Double {
            var sum = 0.0
            for part in parts { sum += part.share * part.of.meanNanoseconds }
            guard quantiles.count > 1 else { return quantiles.first ?? sum }
            sum = (quantiles[0] + quantiles[quantiles.count - 1]) / 2
            for quantile in quantiles.dropFirst().dropLast() { sum += quantile }
            return sum / Double(quantiles.count - 1)
        }
    }
}
