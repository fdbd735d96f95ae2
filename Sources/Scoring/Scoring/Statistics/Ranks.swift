/// Values in order of size, as the rank tests take them.
struct Ranks {
    /// Twice the rank of each value, in the order of the values; equal values share the mean of
    /// their ranks, so that twice of it is whole.
    let doubled: [Int]
    /// Σ (t³ − t) over the groups of t equal values.
    let ties: Double

    init(_ values: [Int64]) {
        var doubled = Array(repeating: 0, count: values.count)
        var ties = 0.0
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var first = 0
        while first < order.count {
            var next = first + 1
            while next < order.count, values[order[next]] == values[order[first]] { next += 1 }
            // Ranks first + 1 … next; the mean of them, twice.
            for place in order[first..<next] { doubled[place] = first + 1 + next }
            let size = Double(next - first)
            ties += size * size * size - size
            first = next
        }
        self.doubled = doubled
        self.ties = ties
    }
}
