import Microservices
public import Recordings
import Timebase
public import Topologies

extension Recorder {
    /// Books what happened between two readings to a cell and a step.
    ///
    /// - Parameter step: nil while the run drains.
    public mutating func add(_ difference: Reading, cell: Int, step: Int?) {
        for (service, values) in difference.services.enumerated() {
            add(values, toService: service, cell: cell, step: step)
        }
        for (edge, reading) in difference.edges.enumerated() {
            add(reading, toEdge: edge, cell: cell)
        }
    }

    /// Books a difference of a service's totals, in the order of ``ServiceCounter``.
    public mutating func add(
        _ values: [Int64], toService service: ServiceID, cell: Int, step: Int?
    ) {
        let count = scenario.topology.services.count
        let row = (cell * count + service) * ServiceCounter.allCases.count
        for (place, value) in values.enumerated() { serviceCells[row + place] &+= value }
        guard let step else { return }
        let bin = (step * count + service) * ServiceCounter.binned
        for (place, value) in values.enumerated() { serviceSteps[bin + place] &+= value }
    }

    /// Books a difference of an edge's totals.
    public mutating func add(_ reading: EdgeReading, toEdge edge: Int, cell: Int) {
        let row = (cell * edgeCount + edge) * EdgeCounter.allCases.count
        edgeCells[row + EdgeCounter.inFlightTime.rawValue] &+= reading.inFlightTime
        edgeCells[row + EdgeCounter.workTime.rawValue] &+= reading.workTime
        edgeCells[row + EdgeCounter.wastedTime.rawValue] &+= reading.wastedTime
        raisePeaks(
            ofEdge: edge, to: reading.peak, perCaller: reading.peakPerCaller, cell: cell)
        let place = cell * edgeCount + edge
        staleAges[place] = max(staleAges[place], reading.staleAge)
    }

    /// Raises the most calls in flight on an edge at once.
    public mutating func raisePeaks(
        ofEdge edge: Int, to peak: Int32, perCaller: Int32, cell: Int
    ) {
        let place = (cell * edgeCount + edge) * 2
        edgePeaks[place] = max(edgePeaks[place], peak)
        edgePeaks[place + 1] = max(edgePeaks[place + 1], perCaller)
    }

    /// The ledger of a stream so far.
    public func ledger(ofStream stream: StreamID) -> StreamLedger {
        let columns = StreamCounter.allCases.count
        let cells = windows.cells.indices.map { cell in
            let place = cell * streamCount + stream
            var ledger = StreamLedger.Cell()
            ledger.tally = Tally(values: (0..<columns).map { streamCells[place * columns + $0] })
            ledger.latency = requestLatencies[place].histogram
            ledger.successLatency = successLatencies[place].histogram
            return ledger
        }
        let steps = (0..<stepCount).map { number in
            let place = number * streamCount + stream
            var step = StreamLedger.Step()
            step.tally = Tally(
                values: (0..<StreamCounter.binned).map {
                    Int64(streamSteps[place * StreamCounter.binned + $0])
                })
            if quantiles[place * 2] >= .zero {
                step.p50 = quantiles[place * 2]
                step.p99 = quantiles[place * 2 + 1]
            }
            return step
        }
        return StreamLedger(cells: cells, steps: steps)
    }

    /// The ledger of an edge so far.
    public func ledger(ofEdge edge: EdgeID) -> EdgeLedger {
        let columns = EdgeCounter.allCases.count
        let slots = retrySlotsOfCells
        let cells = windows.cells.indices.map { cell in
            let place = cell * edgeCount + edge
            var ledger = EdgeLedger.Cell()
            ledger.tally = Tally(values: (0..<columns).map { edgeCells[place * columns + $0] })
            ledger.tally[.retrySteps] = slots[cell]
            ledger.latency = latencies[place].histogram
            ledger.rejection = rejections[place].histogram
            ledger.peak = Int(edgePeaks[place * 2])
            ledger.peakPerCaller = Int(edgePeaks[place * 2 + 1])
            ledger.staleAge = staleAges[place]
            return ledger
        }
        let steps = (0..<stepCount).map { number in
            let row = (number * edgeCount + edge) * EdgeCounter.binned
            return Tally<EdgeCounter>(
                values: (0..<EdgeCounter.binned).map { Int64(edgeSteps[row + $0]) })
        }
        return EdgeLedger(cells: cells, steps: steps)
    }

    /// How many slots of 100 ms each cell has.
    private var retrySlotsOfCells: [Int] {
        var slots = Array(repeating: 0, count: windows.cells.count)
        for (place, segment) in windows.segments.enumerated() {
            let next = place + 1 < windows.segments.count ? windows.segments[place + 1].from : end
            let time = (max(segment.from, next) - segment.from).nanoseconds
            slots[segment.cell] += Int(time / Recorder.retrySlot)
        }
        return slots
    }

    /// The ledger of a service so far.
    public func ledger(
        ofService service: ServiceID, instances: [ServiceLedger.InstanceCount],
        deaths: [ServiceLedger.Death]
    ) -> ServiceLedger {
        let count = scenario.topology.services.count
        func tally(_ table: borrowing Table<Int64>, _ row: Int, _ columns: Int) -> Tally<
            ServiceCounter
        > {
            Tally(values: (0..<columns).map { table[(row * count + service) * columns + $0] })
        }
        return ServiceLedger(
            cells: windows.cells.indices.map {
                tally(serviceCells, $0, ServiceCounter.allCases.count)
            },
            steps: (0..<stepCount).map { tally(serviceSteps, $0, ServiceCounter.binned) },
            instances: instances, deaths: deaths)
    }
}
