import Chance
import Resilience
public import Timebase
public import Topologies
public import Workloads

/// A topology and its load, laid flat for machines: steps as operations, calls as lines.
///
/// A load stream is a caller like any other: a service of `clients` instances without limit, whose
/// one endpoint is one call to the stream's entry. Callers are numbered services first, then
/// streams.
public struct Blueprint: Sendable {
    public let topology: Topology
    public let load: [LoadStream]
    /// Operations of all endpoints; a block is a range of them.
    let operations: [Operation]
    let blocks: [Block]
    /// For each caller the block of each endpoint.
    let endpointBlocks: [[Int32]]
    let samplers: [Sampler]
    let lines: [Line]
    /// The lines of each caller: a range of `lines`.
    let linesOfCaller: [Range<Int>]

    var callerCount: Int { topology.services.count + load.count }
    /// Lanes for ``Action/arm(_:handle:at:lane:)``: one a line for the timeouts of its calls, then
    /// one a line for their hedges.
    public var laneCount: Int { lines.count * 2 }
    public var edgeCount: Int { topology.edges.count + load.count }

    public init(topology: Topology, load: [LoadStream]) {
        var builder = BlueprintBuilder(topology: topology, load: load)
        builder.build()
        self.topology = topology
        self.load = load
        operations = builder.operations
        blocks = builder.blocks
        endpointBlocks = builder.endpointBlocks
        samplers = builder.samplers
        lines = builder.lines
        linesOfCaller = builder.linesOfCaller
    }

    /// A range of operations.
    struct Block: Sendable {
        var first: Int32
        var count: Int32
    }

    /// A step, flat and trivial.
    struct Operation: Sendable {
        enum Kind: UInt8, Sendable { case work, call, all, any, respond, loop }
        var kind: Kind
        /// A call's failure degrades; a loop's rounds run at once; work burns a core.
        var flag = false
        /// A call carries an idempotency key.
        var isKeyed = false
        /// Sampler, line, or first block.
        var index: Int32 = 0
        /// Blocks, rounds, status, or the callee's endpoint.
        var count: Int32 = 0
        /// Of `respond`.
        var chance = 1.0
    }

    /// A caller service's way to a callee under one policy: what the calls of a step share.
    struct Line: Sendable {
        var edge: Int32
        /// The callee service.
        var callee: Int32
        var policy: Policy
        /// The stream, for an entry line, or −1.
        var stream: Int32 = -1
        /// The user's patience, for an entry line.
        var patience = Duration.forever
        /// The shortest of its limits, which decides when a first attempt times out: timers of this
        /// delay go into the line's lane.
        var laneDelay: Duration
        /// The way to whom the fallback asks, and for what; −1: it asks nobody.
        var fallbackLine: Int32 = -1
        var fallbackEndpoint: Int32 = -1

        /// What its calls pass, from the outside in.
        var stages: [Policy.Stage] { policy.stages }
    }
}

/// Flattens a topology.
struct BlueprintBuilder {
    let topology: Topology
    let load: [LoadStream]
    var operations: [Blueprint.Operation] = []
    var blocks: [Blueprint.Block] = []
    var endpointBlocks: [[Int32]] = []
    var samplers: [Sampler] = []
    var lines: [Blueprint.Line] = []
    var linesOfCaller: [Range<Int>] = []
    private var edgeNumbers: [Edge: Int] = [:]
    /// The lines of the caller at hand, by callee and policy.
    private var known: [[Int]: Int] = [:]

    init(topology: Topology, load: [LoadStream]) {
        self.topology = topology
        self.load = load
        for (number, edge) in topology.edges.enumerated() { edgeNumbers[edge] = number }
    }

    mutating func build() {
        for (caller, service) in topology.services.enumerated() {
            let first = lines.count
            known = [:]
            endpointBlocks.append([])
            for endpoint in service.endpoints {
                endpointBlocks[caller].append(block(endpoint.steps, of: caller))
            }
            linesOfCaller.append(first..<lines.count)
        }
        for (number, stream) in load.enumerated() { addEntry(stream, number) }
    }

    private mutating func addEntry(_ stream: LoadStream, _ number: Int) {
        let policy = stream.policy.map { topology.policies[$0].policy } ?? .none
        linesOfCaller.append(lines.count..<lines.count + 1)
        let call = Blueprint.Operation(
            kind: .call, isKeyed: stream.isKeyed, index: Int32(lines.count),
            count: Int32(stream.send.endpoint))
        lines.append(
            Blueprint.Line(
                edge: Int32(topology.edges.count + number), callee: Int32(stream.send.service),
                policy: policy, stream: Int32(number), patience: stream.timeout,
                laneDelay: min(policy.shortestLimit, stream.timeout)))
        blocks.append(Blueprint.Block(first: Int32(operations.count), count: 1))
        operations.append(call)
        endpointBlocks.append([Int32(blocks.count - 1)])
    }

    /// Lays out the steps one after another, with the blocks of their branches behind them.
    private mutating func block(_ steps: [Step], of caller: Int) -> Int32 {
        let first = operations.count
        operations += steps.map { _ in Blueprint.Operation(kind: .respond) }
        blocks.append(Blueprint.Block(first: Int32(first), count: Int32(steps.count)))
        let number = Int32(blocks.count - 1)
        for (offset, step) in steps.enumerated() {
            operations[first + offset] = operation(step, of: caller)
        }
        return number
    }

    private mutating func operation(_ step: Step, of caller: Int) -> Blueprint.Operation {
        switch step {
        case .work(let distribution):
            return work(distribution, isOnCore: false)
        case .cpu(let distribution):
            return work(distribution, isOnCore: true)
        case .call(let call):
            return Blueprint.Operation(
                kind: .call, flag: call.isOptional, isKeyed: call.isKeyed,
                index: line(for: call, of: caller), count: Int32(call.to.endpoint))
        case .all(let branches):
            return fork(.all, branches, of: caller)
        case .any(let branches):
            return fork(.any, branches, of: caller)
        case .respond(let status, let chance):
            return Blueprint.Operation(kind: .respond, count: Int32(status), chance: chance)
        case .repeat(let count, let parallel, let steps):
            let body = block(steps, of: caller)
            return Blueprint.Operation(
                kind: .loop, flag: parallel, index: body, count: Int32(count))
        }
    }

    private mutating func work(
        _ distribution: Distribution, isOnCore: Bool
    ) -> Blueprint.Operation {
        samplers.append(Sampler(distribution))
        return Blueprint.Operation(
            kind: .work, flag: isOnCore, index: Int32(samplers.count - 1))
    }

    /// Blocks of one fork stand side by side in `branches`, reached through a block of blocks.
    private mutating func fork(
        _ kind: Blueprint.Operation.Kind, _ branches: [[Step]], of caller: Int
    ) -> Blueprint.Operation {
        let numbers = branches.map { block($0, of: caller) }
        let first = blocks.count
        for number in numbers { blocks.append(blocks[Int(number)]) }
        return Blueprint.Operation(kind: kind, index: Int32(first), count: Int32(numbers.count))
    }

    private mutating func line(for call: Step.Call, of caller: Int) -> Int32 {
        let key = [call.to.service, call.policy ?? -1]
        if let line = known[key] { return Int32(line) }
        let number = lines.count
        known[key] = number
        let named = call.policy.map { topology.policies[$0] }
        let policy = named?.policy ?? .none
        let edge = edgeNumbers[Edge(from: caller, to: call.to.service)]!
        lines.append(
            Blueprint.Line(
                edge: Int32(edge), callee: Int32(call.to.service), policy: policy,
                laneDelay: policy.shortestLimit))
        if let other = named?.fallbackCall {
            lines[number].fallbackLine = line(for: other, of: caller)
            lines[number].fallbackEndpoint = Int32(other.to.endpoint)
        }
        return Int32(number)
    }
}

extension Policy {
    fileprivate var shortestLimit: Duration { min(timeout ?? .forever, deadline ?? .forever) }
}
