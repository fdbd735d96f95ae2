import Experiments
import Microservices
import Recordings
import Scenarios
import Timebase

/// The steps of requests on their way through several processes, put in order before a ``Tracer``
/// takes them: what happened earlier may be told later.
struct Trail {
    /// How long a process may take to tell of a step; what comes later is left out.
    static let lag = Duration.milliseconds(500)

    private struct Step {
        var fact: TraceFact
        var at: Instant
        /// Which one it was to be told: steps of one instant stay in that order.
        var number: Int
    }

    private var tracer: Tracer
    /// Told, and not followed yet.
    private var steps: [Step] = []
    private var count = 0

    init(_ scenario: Scenario) { tracer = Tracer(scenario) }

    /// What was chosen so far.
    var sample: TraceSample { tracer.sample }

    mutating func note(_ fact: TraceFact, at instant: Instant) {
        steps.append(Step(fact: fact, at: instant, number: count))
        count += 1
    }

    /// Follows the steps that are old enough for all before them to have been told.
    mutating func follow(until now: Instant) {
        guard !steps.isEmpty else { return }
        steps.sort { ($0.at, $0.number) < ($1.at, $1.number) }
        let due = steps.prefix { now - $0.at >= Trail.lag }
        for step in due { tracer.note(step.fact, now: step.at) }
        steps.removeFirst(due.count)
    }

    /// Follows what is left, once nobody tells any more.
    mutating func followAll() { follow(until: .never) }
}
