/// The gauges of several seeds, side by side: what results hold, and what comparisons rest on.
public struct SeedSeries: Hashable, Sendable {
    /// In the order of the rows.
    public var seeds: [UInt64]
    public var verdicts: [Scorecard.Verdict]
    public var rows: [Row]

    /// A gauge with its value of each seed.
    public struct Row: Hashable, Sendable {
        public var gauge: Gauge
        /// One a seed; nil: there was no value.
        public var values: [Double?]

        public init(gauge: Gauge, values: [Double?]) {
            self.gauge = gauge
            self.values = values
        }

        /// Over the seeds that have a value; nil where none has.
        public var spread: MedianInterval? { MedianInterval(values.compactMap(\.self)) }
    }

    public init(seeds: [UInt64], verdicts: [Scorecard.Verdict], rows: [Row]) {
        self.seeds = seeds
        self.verdicts = verdicts
        self.rows = rows
    }

    /// Of samples of one scenario, in their order; gauges that no seed has a value of are left out.
    public init(_ samples: [SeedSample]) {
        seeds = samples.map(\.seed)
        verdicts = samples.map(\.verdict)
        let gauges = samples.first?.gauges ?? []
        rows = gauges.indices.map { place in
            Row(gauge: gauges[place], values: samples.map { $0.values[place] })
        }.filter { row in row.values.contains { $0 != nil } }
    }
}
