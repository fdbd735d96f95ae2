import Topologies

/// The most calls in flight that each process has seen on each edge, by cell.
///
/// What crossed an edge from all of them at once is at most their sum.
struct PeakBook {
    private struct Place: Hashable {
        var edge: Int
        var cell: Int
    }

    private let edgeCount: Int
    private var peaks: [Place: [Int32: Int32]] = [:]
    private var perCaller: [Place: Int32] = [:]

    init(edgeCount: Int) { self.edgeCount = edgeCount }

    mutating func note(_ gain: Gain, of host: Int32, cell: Int) {
        for (edge, reading) in gain.edges {
            let place = Place(edge: Int(edge), cell: cell)
            let known = peaks[place]?[host] ?? 0
            peaks[place, default: [:]][host] = max(known, reading.peak)
            perCaller[place] = max(perCaller[place] ?? 0, reading.peakPerCaller)
        }
    }

    func peaks(ofEdge edge: EdgeID, cell: Int) -> (whole: Int32, perCaller: Int32) {
        let place = Place(edge: edge, cell: cell)
        let whole = (peaks[place] ?? [:]).values.reduce(0, &+)
        return (whole, perCaller[place] ?? 0)
    }
}
