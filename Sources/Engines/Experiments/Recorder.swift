import Microservices
public import Recordings
import Resilience
public import Scenarios
public import Timebase
import Topologies

/// Writes the ledgers of a run as it goes: by the cell and step in which things began.
public struct Recorder: ~Copyable {
    let scenario: Scenario
    /// Where the run is.
    public private(set) var boundaries: Boundaries
    let stepCount: Int
    /// Edges between services and entry edges.
    public let edgeCount: Int
    let streamCount: Int
    let end: Instant
    let streamColumns = StreamCounter.allCases.count
    let edgeColumns = EdgeCounter.allCases.count

    var streamCells: Table<Int64>
    var streamSteps: Table<UInt32>
    var edgeCells: Table<Int64>
    var edgeSteps: Table<UInt32>
    var edgePeaks: Table<Int32>
    var staleAges: Table<Duration>
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
    /// What happened, at most ``Recording/eventLimit``.
    public private(set) var events: [Event] = []
    /// How many more happened.
    public private(set) var droppedEvents = 0

    /// Retries of an edge in the 100 ms at hand.
    struct RetrySlot {
        var slot: Int64 = -1
        var count: Int64 = 0
    }

    static let retrySlot: Int64 = 100_000_000

    /// Empty ledgers.
    public init(_ scenario: Scenario, windows: Windows) {
        self.scenario = scenario
        boundaries = Boundaries(windows: windows, duration: scenario.duration)
        stepCount = boundaries.stepCount
        edgeCount = scenario.edgeCount
        streamCount = scenario.load.count
        end = .start + scenario.duration
        let cells = windows.cells.count
        let services = scenario.topology.services.count
        streamCells = Table(repeating: 0, count: cells * streamCount * StreamCounter.allCases.count)
        streamSteps = Table(repeating: 0, count: stepCount * streamCount * StreamCounter.binned)
        edgeCells = Table(repeating: 0, count: cells * edgeCount * EdgeCounter.allCases.count)
        edgeSteps = Table(repeating: 0, count: stepCount * edgeCount * EdgeCounter.binned)
        edgePeaks = Table(repeating: 0, count: cells * edgeCount * 2)
        staleAges = Table(repeating: .zero, count: cells * edgeCount)
        serviceCells = Table(repeating: 0, count: cells * services * ServiceCounter.allCases.count)
        serviceSteps = Table(repeating: 0, count: stepCount * services * ServiceCounter.binned)
        latencies = Table(count: cells * edgeCount) { LiveHistogram() }
        rejections = Table(count: cells * edgeCount) { LiveHistogram() }
        requestLatencies = Table(count: cells * streamCount) { LiveHistogram() }
        successLatencies = Table(count: cells * streamCount) { LiveHistogram() }
        let patience = scenario.load.map(\.timeout).max() ?? .zero
        openStepCount = min(stepCount, Int(patience.nanoseconds / boundaries.step.nanoseconds) + 3)
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
    }

    /// Moves over ``Boundaries/next``; meters have been read by then.
    public mutating func cross() {
        let step = boundaries.stepNumber
        boundaries.cross()
        if boundaries.stepNumber != step { closeStep(boundaries.stepNumber - openStepCount + 1) }
    }

    /// How the run is cut up.
    var windows: Windows { boundaries.windows }

    /// Inlined, as every reading method of a hot path: a call to one that is not copies the whole
    /// of a noncopyable value.
    @inline(__always)
    func cell(at instant: Instant) -> Int { boundaries.cell(at: instant) }

    /// The step of an instant, or −1 while the run drains.
    @inline(__always)
    func stepNumber(at instant: Instant) -> Int { boundaries.stepNumber(at: instant) }

    /// Notes that something happened.
    public mutating func record(_ what: Event.What, at now: Instant) {
        if events.count < Recording.eventLimit {
            events.append(Event(at: now, what))
        } else {
            droppedEvents += 1
        }
    }
}
