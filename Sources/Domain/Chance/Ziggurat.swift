/// Tables for drawing from a falling density: 256 layers of equal area, stacked under its curve.
///
/// A draw picks a layer and a place in it; 98 to 99 draws of 100 fall where the whole layer lies
/// under the curve and cost one multiplication and one comparison.
/// - SeeAlso: Marsaglia, Tsang: "The ziggurat method for generating random variables", Journal of
///   Statistical Software 5 (2000).
struct Ziggurat: Sendable {
    struct Layer: Sendable {
        /// Draws below this are under the curve for certain.
        var inside: UInt64
        /// Makes a 53-bit draw a place in the layer.
        var scale: Double
        /// The curve at the layer's right edge, and at its left end of doubt (the next edge).
        var low: Double
        var high: Double
    }
    let layers: [Layer]

    /// Layers under `density`, whose inverse is `inverse` and which is 1 at zero.
    ///
    /// - Parameters:
    ///   - edge: where the lowest layer's rectangle ends and the tail begins, such that 256 layers
    ///     of equal area end exactly at the curve's top.
    ///   - tail: the area right of `edge`.
    init(
        edge: Double, tail: Double, density: (Double) -> Double, inverse: (Double) -> Double
    ) {
        let area = edge * density(edge) + tail
        // The lowest layer is as wide as if its tail were laid on top of its end.
        var edges = [area / density(edge), edge]
        for layer in 2..<256 {
            let right = edges[layer - 1]
            edges.append(inverse(area / right + density(right)))
        }
        edges.append(0)
        var layers: [Layer] = []
        for number in 0..<256 {
            let right = edges[number]
            let next = edges[number + 1]
            let low = number == 0 ? 0 : density(right)
            let inside = UInt64(next / right * 0x1p53)
            layers.append(
                Layer(inside: inside, scale: right * 0x1p-53, low: low, high: density(next)))
        }
        self.layers = layers
    }

    static let exponentialEdge = 0x1.ec9d_9297_ebb8_3p2
    static let exponential = Ziggurat(
        edge: exponentialEdge, tail: Elementary.exp(-exponentialEdge),
        density: { Elementary.exp(-$0) }, inverse: { -Elementary.log($0) })

    static let normalEdge = 0x1.d3bb_4820_9ad3_3p1
    /// √(π/2)·erfc(edge/√2), the area right of `normalEdge`; the library has no erfc of its own.
    static let normal = Ziggurat(
        edge: normalEdge, tail: 0x1.531a_e3b9_eeee_2p-12,
        density: { Elementary.exp(-0.5 * $0 * $0) },
        inverse: { (-2 * Elementary.log($0)).squareRoot() })
}
