public import Chance
public import Resilience
public import Timebase
public import Topologies
import Workloads

/// What instances and their callers do: admission, slots and backlog, steps, calls through stacked
/// policies, balancing, health. One value holds any number of instances: a simulation all of them,
/// a live process its own.
///
/// A machine without clock, queue or socket: every input says what time it is and appends what is
/// to be done to ``actions``. Timers are never cancelled; one that no longer matters is ignored,
/// since its owner knows the instant it waits for.
public struct Fleet: ~Copyable {
    public let blueprint: Blueprint
    let seed: Key
    /// What the engine is to do next, in order.
    public var actions = ActionBuffer()
    /// Whether every step on a request's way is told, as ``Action/traced(_:)``.
    public var isTracing = false
    /// What the actions at hand tell of requests on their way; emptied with them.
    public var traceFacts: [TraceFact] = []
    /// Attempts under way; the engine frees one with ``release(_:)`` when both sides are done.
    public var attempts = Pool<Attempt>(capacity: 1024)

    let operations: Table<Blueprint.Operation>
    let samplers: Table<Sampler>
    let blocks: Table<Blueprint.Block>
    /// The block of each endpoint, caller by caller, and where each caller's begin.
    let entryBlocks: Table<Int32>
    let firstEndpoint: Table<Int32>
    /// The first line of each caller.
    let firstLine: Table<Int32>
    var lines: Table<LineState>
    /// Lanes from here on hold hedges, those before it timeouts.
    public let firstHedgeLane: Int32
    /// The stages of all lines, one line's after another's.
    let stages: Table<Policy.Stage>
    @usableFromInline var hosts = Table<Host>()
    var services = Table<ServiceState>()
    var edges = Table<EdgeMeter>()
    var channels = Table<Channel>()
    var guardians = Table<Guardian>()
    var gates = Table<Gate>()
    var views = Table<HealthView>()
    var selections = Table<Selection>()
    var probes = Pool<Probe>()
    var requests = Pool<Request>(capacity: 1024)
    var activities = Pool<Activity>(capacity: 1024)
    @usableFromInline var calls = Pool<Call>(capacity: 1024)
    /// Activities whose step has ended; they go on before the input returns.
    var runnable = Table<Int32>()
    var runnableCount = 0
    /// Bulkheads with a free place that somebody waits for.
    var freed: [Int32] = []

    /// A line's trivial settings, for the hot path.
    struct LineState {
        var edge: Int32
        var callee: Int32
        var stream: Int32
        var timeout: Duration
        var deadline: Duration
        var patience: Duration
        var laneDelay: Duration
        /// The lane of its hedges, where they all wait as long; else −1.
        var hedgeLane: Int32 = -1
        var firstStage: Int32
        var stageCount: Int32
        var maxAttempts: Int32
        var concurrent: Int32
        var queue: Int32
        var queueFor: Duration
        var staleAge: Duration
        var fallbackLine: Int32
        var fallbackEndpoint: Int32
        var fallback: FallbackKind
        var scope: Policy.Scope
        var hasRetry: Bool
        var hasBudget: Bool
        var isTied: Bool
        var tracksTargets: Bool
        var ejects: Bool
        var hasSelection: Bool
        /// A bit a status class that is ok: 2 and 3, or the stream's.
        var okClasses: UInt32

        enum FallbackKind: UInt8 { case none, fixed, stale, call }
    }

    /// - Parameter key: of everything drawn at instances and callers.
    public init(_ blueprint: Blueprint, key: Key) {
        self.blueprint = blueprint
        seed = key
        var operations = Table<Blueprint.Operation>(capacity: blueprint.operations.count)
        for operation in blueprint.operations { operations.append(operation) }
        self.operations = operations
        var samplers = Table<Sampler>(capacity: blueprint.samplers.count)
        for sampler in blueprint.samplers { samplers.append(sampler) }
        self.samplers = samplers
        var blocks = Table<Blueprint.Block>(capacity: blueprint.blocks.count)
        for block in blueprint.blocks { blocks.append(block) }
        self.blocks = blocks
        var entryBlocks = Table<Int32>()
        var firstEndpoint = Table<Int32>()
        var firstLine = Table<Int32>()
        for caller in 0..<blueprint.callerCount {
            firstEndpoint.append(Int32(entryBlocks.count))
            firstLine.append(Int32(blueprint.linesOfCaller[caller].lowerBound))
            for block in blueprint.endpointBlocks[caller] { entryBlocks.append(block) }
        }
        self.entryBlocks = entryBlocks
        self.firstEndpoint = firstEndpoint
        self.firstLine = firstLine
        var lines = Table<LineState>(capacity: blueprint.lines.count)
        var stages = Table<Policy.Stage>()
        for line in blueprint.lines {
            let ok = line.stream < 0 ? .standard : blueprint.load[Int(line.stream)].ok
            lines.append(LineState(line, firstStage: stages.count, okStatuses: ok))
            if case .fixed = line.policy.hedge?.after {
                lines[lines.count - 1].hedgeLane = Int32(blueprint.lines.count + lines.count - 1)
            }
            for stage in line.stages { stages.append(stage) }
        }
        self.lines = lines
        firstHedgeLane = Int32(blueprint.lines.count)
        self.stages = stages
        for service in blueprint.topology.services {
            services.append(ServiceState(service))
        }
        for _ in 0..<blueprint.edgeCount { edges.append(EdgeMeter()) }
    }

    /// The caller's side has ended and so has the callee's.
    public mutating func release(_ attempt: Int32) { attempts.remove(attempt) }

    /// The meters of a service.
    public func meter(ofService service: ServiceID) -> ServiceMeter { services[service].meter }

    /// The meters of an edge.
    public func meter(ofEdge edge: EdgeID) -> EdgeMeter { edges[edge] }

    /// Starts the peaks of every edge anew at the present level, and the age of stale answers.
    public mutating func levelPeaks() {
        for edge in 0..<edges.count {
            edges[edge].peak = Int32(edges[edge].inFlight.current)
            edges[edge].peakPerCaller = 0
            edges[edge].staleAge = .zero
        }
        for channel in 0..<channels.count {
            let edge = lines[channels[channel].line].edge
            edges[edge].peakPerCaller = max(
                edges[edge].peakPerCaller, channels[channel].inFlight)
        }
    }
}

extension Fleet.LineState {
    init(_ line: Blueprint.Line, firstStage: Int, okStatuses: LoadStream.OKStatuses) {
        self.firstStage = Int32(firstStage)
        stageCount = Int32(line.stages.count)
        edge = line.edge
        callee = line.callee
        stream = line.stream
        timeout = line.policy.timeout ?? .forever
        deadline = line.policy.deadline ?? .forever
        patience = line.patience
        laneDelay = line.laneDelay
        maxAttempts = Int32(clamping: line.policy.retry?.attempts ?? 1)
        concurrent = Int32(clamping: line.policy.bulkhead?.concurrent ?? Int(Int32.max))
        queue = Int32(clamping: line.policy.bulkhead?.queue ?? 0)
        queueFor = line.policy.bulkhead?.queueFor ?? .forever
        fallbackLine = line.fallbackLine
        fallbackEndpoint = line.fallbackEndpoint
        staleAge = .forever
        switch line.policy.fallback {
        case nil: fallback = .none
        case .fixed: fallback = .fixed
        case .stale(let maxAge):
            fallback = .stale
            staleAge = maxAge
        case .call: fallback = line.fallbackLine < 0 ? .none : .call
        }
        let hasGuardian = line.policy.breaker != nil || line.policy.bulkhead != nil
        scope = hasGuardian ? line.policy.scope : .service
        hasRetry = line.policy.retry != nil
        hasBudget = line.policy.retry?.budget != nil
        isTied = line.policy.hedge?.isTied ?? false
        tracksTargets = Balancer(line.policy.balance.by, offset: 0).tracksTargets
        ejects = line.policy.eject != nil
        hasSelection = ejects || line.policy.balance.needsRoster
        okClasses = okStatuses.classes.reduce(0) { $0 | 1 << UInt32($1) }
    }
}
