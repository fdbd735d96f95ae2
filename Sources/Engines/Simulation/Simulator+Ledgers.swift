import Microservices
import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies

/// A service's running totals at an instant.
struct ServiceMark {
    var meter = ServiceMeter()
    var busyTime: Int64 = 0
    var waitingTime: Int64 = 0
    var slotTime: Int64 = 0
    var readyTime: Int64 = 0
    var startedTime: Int64 = 0
    var deaths = 0
    var starts = 0

    var arrived: Int { meter.arrived }

    /// The totals in the order of ``ServiceCounter``.
    var values: [Int64] {
        let counts = [
            meter.arrived, meter.started, meter.waited, meter.completed, meter.overflowed,
            meter.dropped, meter.lost,
        ]
        let times = [
            meter.waitTime, meter.sojournTime, busyTime, waitingTime, slotTime, readyTime,
            startedTime, meter.workTime, meter.wastedTime,
        ]
        return counts.map { Int64($0) } + times + [Int64(deaths), Int64(starts)]
    }
}

/// An edge's running totals at an instant.
struct EdgeMark {
    var inFlightTime: Int64 = 0
    var workTime: Int64 = 0
    var wastedTime: Int64 = 0
}

extension Simulator {
    func mark(of service: ServiceID, at instant: Instant) -> ServiceMark {
        let state = services[service]
        let meter = fleet.meter(ofService: service)
        return ServiceMark(
            meter: meter, busyTime: meter.busy.integral(at: instant),
            waitingTime: meter.waiting.integral(at: instant), slotTime: state.slotTime,
            readyTime: state.readyTime, startedTime: state.startedTime, deaths: state.deaths,
            starts: state.starts)
    }

    /// Reads the meters at every boundary up to an instant, before anything happens at it.
    mutating func crossBoundaries(until instant: Instant) {
        while recorder.nextBoundary <= instant, recorder.nextBoundary < .never {
            readMeters(at: recorder.nextBoundary)
            recorder.cross()
        }
    }

    /// Books what happened since the last boundary to the cell and step at hand.
    mutating func readMeters(at boundary: Instant) {
        let (cell, step) = recorder.present
        for service in services.indices {
            settleGauges(of: service, at: boundary)
            let mark = mark(of: service, at: boundary)
            recorder.add(
                zip(mark.values, services[service].mark.values).map { $0 &- $1 },
                toService: service, cell: cell, step: step)
            services[service].mark = mark
        }
        for edge in 0..<recorder.edgeCount {
            let meter = fleet.meter(ofEdge: edge)
            let mark = EdgeMark(
                inFlightTime: meter.inFlight.integral(at: boundary), workTime: meter.workTime,
                wastedTime: meter.wastedTime)
            recorder.add(mark, since: edgeMarks[edge], toEdge: edge, cell: cell)
            recorder.raisePeaks(
                ofEdge: edge, to: meter.peak, perCaller: meter.peakPerCaller, cell: cell)
            edgeMarks[edge] = mark
        }
        fleet.levelPeaks()
    }

    func recording() -> Recording {
        var recording = Recording(
            engine: Scenario.Engine.simulate.rawValue, seed: seedNumber,
            duration: scenario.duration, warmup: scenario.warmup, windows: recorder.windows,
            step: recorder.step)
        recording.streams = scenario.load.indices.map { recorder.ledger(ofStream: $0) }
        recording.edges = (0..<recorder.edgeCount).map { recorder.ledger(ofEdge: $0) }
        recording.services = services.indices.map { service in
            recorder.ledger(
                ofService: service, instances: services[service].instances,
                deaths: services[service].deathList)
        }
        recording.faults = faults.ledgers
        for number in recording.faults.indices { recording.faults[number].undone = true }
        recording.events = recorder.events
        recording.droppedEvents = recorder.droppedEvents
        return recording
    }
}

extension Recorder {
    mutating func add(_ values: [Int64], toService service: ServiceID, cell: Int, step: Int?) {
        let count = scenario.topology.services.count
        let row = (cell * count + service) * ServiceCounter.allCases.count
        for (place, value) in values.enumerated() { serviceCells[row + place] &+= value }
        guard let step else { return }
        let bin = (step * count + service) * ServiceCounter.binned
        for (place, value) in values.enumerated() { serviceSteps[bin + place] &+= value }
    }

    mutating func add(_ mark: EdgeMark, since last: EdgeMark, toEdge edge: Int, cell: Int) {
        let row = (cell * edgeCount + edge) * EdgeCounter.allCases.count
        edgeCells[row + EdgeCounter.inFlightTime.rawValue] &+=
            mark.inFlightTime &- last.inFlightTime
        edgeCells[row + EdgeCounter.workTime.rawValue] &+= mark.workTime &- last.workTime
        edgeCells[row + EdgeCounter.wastedTime.rawValue] &+= mark.wastedTime &- last.wastedTime
    }

    mutating func raisePeaks(ofEdge edge: Int, to peak: Int32, perCaller: Int32, cell: Int) {
        let row = (cell * edgeCount + edge) * 2
        edgePeaks[row] = max(edgePeaks[row], peak)
        edgePeaks[row + 1] = max(edgePeaks[row + 1], perCaller)
    }

    func ledger(ofStream stream: StreamID) -> StreamLedger {
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

    func ledger(ofEdge edge: EdgeID) -> EdgeLedger {
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

    func ledger(
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
