import Microservices
import Recordings
import Resilience
import Scenarios
import Timebase
import Topologies

/// Writes the ledgers of a run as it goes: by the cell and step in which things began.
struct Recorder: ~Copyable {
    let scenario: Scenario
    let windows: Windows
    let step: Duration
    let stepCount: Int
    let edgeCount: Int
    let streamCount: Int
    let end: Instant

    /// Where `now` is.
    let streamColumns = StreamCounter.allCases.count
    let edgeColumns = EdgeCounter.allCases.count
    var segment = 0
    var segmentFrom = Instant.start
    var cell: Int
    var stepNumber = 0
    var stepFrom = Instant.start
    /// The next boundary of a step or a segment; the engine calls ``cross(_:)`` before it.
    var nextBoundary: Instant

    var streamCells: Table<Int64>
    var streamSteps: Table<UInt32>
    var edgeCells: Table<Int64>
    var edgeSteps: Table<UInt32>
    var edgePeaks: Table<Int32>
    var serviceCells: Table<Int64>
    var serviceSteps: Table<Int64>
    var latencies: Table<LiveHistogram>
    var rejections: Table<LiveHistogram>
    var requestLatencies: Table<LiveHistogram>
    var successLatencies: Table<LiveHistogram>
    var openSteps: Table<StepHistogram>
    let openStepCount: Int
    var quantiles: Table<Duration>
    var retrySlots: Table<RetrySlot>
    let timeouts: Table<Duration>
    let slows: Table<Duration>
    var events: [Event] = []
    var droppedEvents = 0

    /// Retries of an edge in the 100 ms at hand.
    struct RetrySlot {
        var slot: Int64 = -1
        var count: Int64 = 0
    }

    static let retrySlot: Int64 = 100_000_000

    init(_ scenario: Scenario, windows: Windows) {
        self.scenario = scenario
        self.windows = windows
        step = Recording.step(for: scenario.duration)
        stepCount = Int((scenario.duration.nanoseconds - 1) / step.nanoseconds) + 1
        edgeCount = scenario.edgeCount
        streamCount = scenario.load.count
        end = .start + scenario.duration
        cell = windows.segments[0].cell
        let cells = windows.cells.count
        let services = scenario.topology.services.count
        streamCells = Table(repeating: 0, count: cells * streamCount * StreamCounter.allCases.count)
        streamSteps = Table(repeating: 0, count: stepCount * streamCount * StreamCounter.binned)
        edgeCells = Table(repeating: 0, count: cells * edgeCount * EdgeCounter.allCases.count)
        edgeSteps = Table(repeating: 0, count: stepCount * edgeCount * EdgeCounter.binned)
        edgePeaks = Table(repeating: 0, count: cells * edgeCount * 2)
        serviceCells = Table(repeating: 0, count: cells * services * ServiceCounter.allCases.count)
        serviceSteps = Table(repeating: 0, count: stepCount * services * ServiceCounter.binned)
        latencies = Table(count: cells * edgeCount) { LiveHistogram() }
        rejections = Table(count: cells * edgeCount) { LiveHistogram() }
        requestLatencies = Table(count: cells * streamCount) { LiveHistogram() }
        successLatencies = Table(count: cells * streamCount) { LiveHistogram() }
        let patience = scenario.load.map(\.timeout).max() ?? .zero
        openStepCount = min(stepCount, Int(patience.nanoseconds / step.nanoseconds) + 3)
        openSteps = Table(count: openStepCount * streamCount) { StepHistogram() }
        quantiles = Table(repeating: .zero - .nanoseconds(1), count: stepCount * streamCount * 2)
        retrySlots = Table(repeating: RetrySlot(), count: edgeCount)
        var timeouts = Table<Duration>()
        var slows = Table<Duration>()
        for stream in scenario.load {
            timeouts.append(stream.timeout)
            slows.append(stream.slow)
        }
        self.timeouts = timeouts
        self.slows = slows
        nextBoundary = .start
        nextBoundary = boundary()
    }

    func boundary() -> Instant {
        let segmentEnd =
            segment + 1 < windows.segments.count ? windows.segments[segment + 1].from : .never
        let stepEnd = stepNumber < stepCount ? min(end, stepFrom + step) : .never
        return min(segmentEnd, stepEnd)
    }

    /// The cell and the step at hand; the step is nil while the run drains.
    var present: (cell: Int, step: Int?) { (cell, stepNumber < stepCount ? stepNumber : nil) }

    /// Moves over ``nextBoundary``; meters have been read by then.
    mutating func cross() {
        let now = nextBoundary
        while segment + 1 < windows.segments.count, windows.segments[segment + 1].from <= now {
            segment += 1
            segmentFrom = windows.segments[segment].from
            cell = windows.segments[segment].cell
        }
        if stepNumber < stepCount, stepFrom + step <= now || now >= end {
            stepNumber += 1
            stepFrom = stepNumber < stepCount ? stepFrom + step : end
            closeStep(stepNumber - openStepCount + 1)
        }
        nextBoundary = boundary()
    }

    /// Inlined, as every reading method of a hot path: a call to one that is not copies the whole
    /// of a noncopyable value.
    @inline(__always)
    func cell(at instant: Instant) -> Int {
        instant >= segmentFrom ? cell : earlierCell(at: instant)
    }

    private func earlierCell(at instant: Instant) -> Int {
        var place = segment - 1
        while windows.segments[place].from > instant { place -= 1 }
        return windows.segments[place].cell
    }

    /// The step of an instant, or −1 while the run drains.
    @inline(__always)
    func stepNumber(at instant: Instant) -> Int {
        if instant >= stepFrom { return stepNumber < stepCount ? stepNumber : -1 }
        return Int(instant.nanoseconds / step.nanoseconds)
    }

    mutating func record(_ what: Event.What, at now: Instant) {
        if events.count < Recording.eventLimit {
            events.append(Event(at: now, what))
        } else {
            droppedEvents += 1
        }
    }
}
