import Recordings
import Scenarios
import Timebase
import Topologies

/// How users' requests came to fail, told from the fault outwards, in plain words.
///
/// `slow (latency on orders -> payments) → orders -> payments timed out → gateway -> orders
/// answered 502 → load:checkout -> gateway answered 502`.
struct FailureStory {
    private let input: ReportInput
    private(set) var failure: FailureCount

    init(_ failure: FailureCount, in input: ReportInput) {
        self.input = input
        self.failure = failure
    }

    /// The first failure that a user saw; nil where none did, or nobody followed the requests.
    ///
    /// - Parameter subject: where it is a stream, the first of its own.
    init?(firstIn input: ReportInput, of subject: Objective.Subject = .all) {
        var failures = input.run.traces?.failures ?? []
        if case .stream(let stream) = subject { failures.removeAll { $0.way.stream != stream } }
        let first = failures.indices.min {
            (failures[$0].first, $0) < (failures[$1].first, $1)
        }
        guard let first else { return nil }
        self.init(failures[first], in: input)
    }

    /// Every way in which requests failed, the most frequent first; ways that read alike are one.
    static func all(of input: ReportInput) -> [FailureStory] {
        var stories: [FailureStory] = []
        for failure in input.run.traces?.failures ?? [] {
            let story = FailureStory(failure, in: input)
            let known = stories.firstIndex { $0.links == story.links && $0.place == story.place }
            guard let known else {
                stories.append(story)
                continue
            }
            stories[known].failure.requests += failure.requests
            stories[known].failure.first = min(stories[known].failure.first, failure.first)
        }
        return stories.enumerated()
            .sorted {
                ($1.element.failure.requests, $0.offset) < ($0.element.failure.requests, $1.offset)
            }
            .map(\.element)
    }

    /// What began it, then each hop from the innermost to the user's own.
    var links: [String] { [cause] + failure.way.hops.reversed().map(link) }

    /// The fault that was met; where nobody saw that, the last one on the innermost edge, or one
    /// that was on elsewhere: it may hold slots which requests that never come near it miss.
    private var cause: String {
        if let fault = failure.way.fault { return name(of: fault) }
        guard let edge = failure.way.hops.last?.edge else { return "refused at once" }
        let callee = input.scenario.callee(of: edge)
        // A request that was due a moment before may have met it, too.
        let begun = input.run.faults.indices.filter { index in
            let fault = input.run.faults[index]
            return fault.attempted && fault.from <= failure.first + .seconds(1)
        }
        let isOn = { (index: Int) in failure.first < input.run.faults[index].to }
        let here = begun.last { index in
            let fault = input.run.faults[index]
            return fault.edges.contains(edge) || fault.services.contains(callee)
        }
        if let here { return (isOn(here) ? "during " : "in the wake of ") + name(of: here) }
        let elsewhere = begun.last(where: isOn)
        return elsewhere.map { "elsewhere: \(name(of: $0))" } ?? "no fault on the way"
    }

    private func name(of number: Int) -> String {
        let fault = input.run.faults[number]
        let what = PlainText.line("\(fault.inject) on \(fault.on)")
        return fault.name.map { "\(PlainText.line($0, limit: 60)) (\(what))" } ?? what
    }

    private func link(_ hop: FailureWay.Hop) -> String {
        "\(PlainText.line(input.scenario.edgeName(hop.edge))) \(FailureStory.deed(hop))"
    }

    private static func deed(_ hop: FailureWay.Hop) -> String {
        switch hop.call {
        case .rejectedByBreaker: return "refused by its open breaker"
        case .rejectedByBulkhead: return "refused by its bulkhead"
        case .rejectedByLimit: return "refused by its limit"
        default: break
        }
        switch hop.attempt {
        case .timedOut: return "timed out"
        case .failed: return "answered \(hop.status)"
        case .refused: return "refused the connection"
        case .reset: return "broke the connection"
        case .underWay: return "had not answered yet"
        case .cancelled: return "was given up"
        case .succeeded: return "answered"
        case nil: return hop.call == .underWay ? "was not sent yet" : "had no time left"
        default: return "failed"
        }
    }

    /// The setting that let it through: of the innermost edge whose caller is no user, in the
    /// topology.
    var place: SourcePlace? {
        let hops = failure.way.hops
        let isOfUser = { (hop: FailureWay.Hop) in input.scenario.stream(ofEntry: hop.edge) != nil }
        guard let hop = hops.last(where: { !isOfUser($0) }) ?? hops.last else { return nil }
        if let last = hops.last, last.attempt == .failed, last.status == 503 {
            // Nobody whom it called failed: it was full itself.
            let service = input.scenario.topology.services[input.scenario.callee(of: last.edge)]
            return input.scenario.place(of: "topology.services.\(service.name).backlog")
        }
        let policy = input.scenario.policies(on: hop.edge).first
        guard let policy else {
            let caller = input.scenario.caller(of: hop.edge)
            return caller.flatMap { service in
                input.scenario.place(
                    of: "topology.services.\(input.scenario.topology.services[service].name)")
            }
        }
        let path = input.scenario.topology.policies[policy].path
        return input.scenario.place(of: "\(path).\(FailureStory.key(hop))")
    }

    /// The key of the protection that answers for a hop.
    private static func key(_ hop: FailureWay.Hop) -> String {
        switch (hop.call, hop.attempt) {
        case (.rejectedByBreaker, _): "breaker"
        case (.rejectedByBulkhead, _): "bulkhead"
        case (_, .timedOut), (_, .underWay): "timeout"
        default: "retry"
        }
    }

    /// `first due at 30.1 s, 812 of 1,240 failed requests came to fail this way`.
    var share: String {
        let all = input.run.traces?.failedRequests ?? failure.requests
        let first = RunClock(input.run.duration).text(failure.first)
        return "first due at \(first); \(Quantity.count(failure.requests)) of "
            + "\(Quantity.count(all, "failed request")) came to fail this way"
    }
}
