/// A number as the sum of two doubles, the second below an ulp of the first: about 106 bits.
///
/// - SeeAlso: Dekker: "A floating-point technique for extending the available precision",
///   Numerische Mathematik 18 (1971).
struct Twofold {
    var high: Double
    var low: Double

    init(high: Double, low: Double) {
        self.high = high
        self.low = low
    }

    /// The exact sum (Knuth's two-sum).
    init(sum a: Double, _ b: Double) {
        high = a + b
        let shared = high - a
        low = (a - (high - shared)) + (b - shared)
    }

    /// The exact product (Veltkamp's split: no fused multiply-add, which not every machine has).
    init(product a: Double, _ b: Double) {
        let (aHigh, aLow) = Twofold.split(a)
        let (bHigh, bLow) = Twofold.split(b)
        high = a * b
        low = ((aHigh * bHigh - high) + aHigh * bLow + aLow * bHigh) + aLow * bLow
    }

    private static func split(_ value: Double) -> (high: Double, low: Double) {
        let scaled = value * 134_217_729  // 2²⁷ + 1
        let high = scaled - (scaled - value)
        return (high, value - high)
    }

    static func + (left: Twofold, right: Double) -> Twofold {
        let sum = Twofold(sum: left.high, right)
        return Twofold(sum: sum.high, sum.low + left.low)
    }
    static func + (left: Twofold, right: Twofold) -> Twofold {
        let sum = Twofold(sum: left.high, right.high)
        let low = Twofold(sum: left.low, right.low)
        let middle = Twofold(sum: sum.high, sum.low + low.high)
        return Twofold(sum: middle.high, middle.low + low.low)
    }
    static func * (left: Twofold, right: Double) -> Twofold {
        let product = Twofold(product: left.high, right)
        return Twofold(sum: product.high, product.low + left.low * right)
    }
    static func * (left: Twofold, right: Twofold) -> Twofold {
        let product = Twofold(product: left.high, right.high)
        let cross = left.high * right.low + left.low * right.high
        return Twofold(sum: product.high, product.low + cross)
    }
}
