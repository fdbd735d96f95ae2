public import Timebase

/// How a run is cut into segments at every boundary of a phase or a fault, and which of them each
/// phase consists of.
///
/// Segments that belong to the same phases share a cell of every ledger, so memory follows the
/// number of different situations and not the length of the run. What begins after the load has
/// stopped, while the run drains, falls into the cell without phases.
public struct Windows: Hashable, Sendable {
    /// Half open, from each instant to the next one's; the first is at the start.
    public private(set) var segments: [Segment]
    /// For each cell the phases it is in, as indices into ``phases``, rising.
    public private(set) var cells: [[Int]]
    /// As far as the run came: in one that was cut off they end there; see ``planned``.
    public private(set) var phases: [Phase]
    /// As they were laid out before the run; the cells follow from them.
    public let planned: [Phase]

    public struct Segment: Hashable, Sendable {
        public var from: Instant
        public var cell: Int
    }

    /// A named set of half-open spans.
    public struct Phase: Hashable, Sendable {
        /// `run`, `baseline`, `faults`, `recovery`, a fault's name, or one of the inner phases of
        /// ``Windows/fault(_:)`` and ``Windows/established(_:)``, which begin with `#`.
        public var name: String
        public var spans: [FaultLedger.Span]
        public init(name: String, spans: [FaultLedger.Span]) {
            self.name = name
            self.spans = spans
        }
        public var from: Instant { spans.first?.from ?? .start }
        public var to: Instant { spans.last?.to ?? .start }
        public var isEmpty: Bool { spans.allSatisfy { $0.from >= $0.to } }
        /// The sum of its spans.
        public var length: Duration {
            spans.reduce(.zero) { $0 + max(.zero, $1.to - $1.from) }
        }
        func contains(_ instant: Instant) -> Bool {
            spans.contains { $0.from <= instant && instant < $0.to }
        }
    }

    /// The inner phase of the n-th fault ledger.
    public static func fault(_ index: Int) -> String { "#fault \(index)" }
    /// The inner phase of the n-th fault ledger from 1 s after each of its beginnings on.
    public static func established(_ index: Int) -> String { "#established \(index)" }

    /// Lays out the phases of a run and the segments they need.
    public init(duration: Duration, warmup: Duration, faults: [FaultLedger]) {
        let phases = Windows.phases(duration: duration, warmup: warmup, faults: faults)
        self.init(phases: phases)
    }

    public init(phases: [Phase]) {
        self.phases = phases
        planned = phases
        var cuts: [Instant] = [.start]
        for phase in phases { for span in phase.spans { cuts += [span.from, span.to] } }
        cuts.sort()
        var cells: [[Int]] = []
        var segments: [Segment] = []
        for (index, cut) in cuts.enumerated() where index == 0 || cut != cuts[index - 1] {
            let inside = phases.indices.filter { phases[$0].contains(cut) }
            let cell = cells.firstIndex(of: inside) ?? cells.count
            if cell == cells.count { cells.append(inside) }
            if segments.last?.cell != cell { segments.append(Segment(from: cut, cell: cell)) }
        }
        self.cells = cells
        self.segments = segments
    }

    private static func phases(
        duration: Duration, warmup: Duration, faults: [FaultLedger]
    ) -> [Phase] {
        let end = Instant.start + duration
        let begin = Instant.start + warmup
        let spans = faults.flatMap(\.spans)
        let first = spans.map(\.from).min() ?? end
        let last = min(end, spans.map(\.to).max() ?? end)
        func span(_ from: Instant, _ to: Instant) -> [FaultLedger.Span] {
            from < to ? [FaultLedger.Span(from: from, to: to)] : []
        }
        var phases = [
            Phase(name: "run", spans: span(begin, end)),
            Phase(name: "baseline", spans: span(begin, min(first, end))),
            Phase(name: "faults", spans: spans.isEmpty ? [] : span(first, last)),
            Phase(name: "recovery", spans: spans.isEmpty ? [] : span(last, end)),
        ]
        for (index, fault) in faults.enumerated() {
            let own = fault.spans.flatMap { span($0.from, min($0.to, end)) }
            let later = own.flatMap { span($0.from + .seconds(1), $0.to) }
            if let name = fault.name, !phases.contains(where: { $0.name == name }) {
                phases.append(Phase(name: name, spans: own))
            }
            phases.append(Phase(name: Windows.fault(index), spans: own))
            phases.append(Phase(name: Windows.established(index), spans: later))
        }
        return phases
    }

    /// Ends every phase at an instant at the latest; the cells stay.
    mutating func cut(at instant: Instant) {
        for index in phases.indices {
            phases[index].spans = phases[index].spans.map { $0.cut(at: instant) }
        }
    }

    public func phase(named name: String) -> Int? { phases.firstIndex { $0.name == name } }

    /// The cells of a phase.
    public func cells(of phase: Int) -> [Int] {
        cells.indices.filter { cells[$0].contains(phase) }
    }

    /// The phases a reader knows: all but the inner ones.
    public var visiblePhases: [Int] { phases.indices.filter { !phases[$0].name.hasPrefix("#") } }
}

extension Windows {
    /// The cells that are in at least one of the phases, each once, rising.
    public func cells(ofAny phases: [Int]) -> [Int] {
        cells.indices.filter { cell in cells[cell].contains { phases.contains($0) } }
    }

    /// How much of the run, up to `end`, falls into a cell.
    public func length(ofCell cell: Int, until end: Instant) -> Duration {
        var sum = Duration.zero
        for (index, segment) in segments.enumerated() where segment.cell == cell {
            let next = index + 1 < segments.count ? segments[index + 1].from : end
            sum += max(.zero, min(next, end) - segment.from)
        }
        return sum
    }
}

extension StreamLedger {
    /// The sum of its cells in a phase.
    public func total(of phase: Int, in windows: Windows) -> Cell {
        total(over: windows.cells(of: phase))
    }

    /// The sum of these cells.
    public func total(over selection: [Int]) -> Cell {
        var sum = Cell()
        for cell in selection {
            sum.tally += cells[cell].tally
            sum.latency += cells[cell].latency
            sum.successLatency += cells[cell].successLatency
        }
        return sum
    }
}

extension EdgeLedger {
    /// The sum of its cells in a phase; peaks are the highest.
    public func total(of phase: Int, in windows: Windows) -> Cell {
        total(over: windows.cells(of: phase))
    }

    /// The sum of these cells; peaks are the highest.
    public func total(over selection: [Int]) -> Cell {
        var sum = Cell()
        for cell in selection {
            sum.tally += cells[cell].tally
            sum.latency += cells[cell].latency
            sum.rejection += cells[cell].rejection
            sum.peak = max(sum.peak, cells[cell].peak)
            sum.peakPerCaller = max(sum.peakPerCaller, cells[cell].peakPerCaller)
            sum.staleAge = max(sum.staleAge, cells[cell].staleAge)
        }
        return sum
    }
}

extension ServiceLedger {
    /// The sum of its cells in a phase.
    public func total(of phase: Int, in windows: Windows) -> Tally<ServiceCounter> {
        total(over: windows.cells(of: phase))
    }

    /// The sum of these cells.
    public func total(over selection: [Int]) -> Tally<ServiceCounter> {
        var sum = Tally<ServiceCounter>()
        for cell in selection { sum += cells[cell] }
        return sum
    }
}
