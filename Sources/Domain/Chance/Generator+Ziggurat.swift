extension Generator {
    /// Exponential with mean 1.
    public mutating func exponential() -> Double {
        var passed = 0.0
        while true {
            let bits = next()
            let number = Int(truncatingIfNeeded: bits & 255)
            let place = bits >> 11
            let layer = Ziggurat.exponential.layers[number]
            let x = Double(place) * layer.scale
            if place < layer.inside { return passed + x }
            if number == 0 {
                // The tail is again exponential, from the edge on.
                passed += Ziggurat.exponentialEdge
                continue
            }
            let y = layer.low + uniform() * (layer.high - layer.low)
            if y < Elementary.exp(-x) { return passed + x }
        }
    }

    /// Normal with mean 0 and standard deviation 1.
    public mutating func normal() -> Double {
        while true {
            let bits = next()
            let number = Int(truncatingIfNeeded: bits & 255)
            let sign = bits << 55 & 1 << 63
            let place = bits >> 11
            let layer = Ziggurat.normal.layers[number]
            let x = Double(place) * layer.scale
            let signed = Double(bitPattern: x.bitPattern | sign)
            if place < layer.inside { return signed }
            if number == 0 { return Double(bitPattern: normalTail().bitPattern | sign) }
            let y = layer.low + uniform() * (layer.high - layer.low)
            if y < Elementary.exp(-0.5 * x * x) { return signed }
        }
    }

    /// Beyond the edge: Marsaglia's exponential wedge, accepted in about 14 draws of 15.
    private mutating func normalTail() -> Double {
        while true {
            let beyond = exponential() / Ziggurat.normalEdge
            if 2 * exponential() > beyond * beyond { return Ziggurat.normalEdge + beyond }
        }
    }
}
