public import Resilience
public import Scenarios
public import Timebase
import Topologies

/// Watches over a live run: says when one of its scenario's ``AbortCondition``s strikes.
///
/// Requests are judged as soon as what is expected of them is decided: at their end, or when they
/// have been open for too long, whichever comes first. A condition strikes when every second for so
/// long judged some requests and missed its bound, or judged none while some that are overdue are
/// still open; any other second without requests says nothing, unless goodput is asked for.
public struct AbortWatch {
    private var watches: [Watch] = []
    /// By stream, how many requests are open that were due at an instant.
    private var open: [[Instant: Int]]
    private let warmup: Instant

    /// How often ``secondPassed(now:)`` has to be called.
    public static let period = Duration.seconds(1)

    public init(_ scenario: Scenario) {
        warmup = .start + scenario.warmup
        open = scenario.load.map { _ in [:] }
        for (number, condition) in scenario.aborts.enumerated() {
            let streams = condition.stream.map { [$0] } ?? Array(scenario.load.indices)
            watches += streams.map {
                Watch(condition, number: number, stream: $0, slow: scenario.load[$0].slow)
            }
        }
    }

    /// Whether there is anything to watch for.
    public var isIdle: Bool { watches.isEmpty }

    /// A stream has sent a request.
    public mutating func requestSent(by stream: Int, due: Instant) {
        guard !isIdle, due >= warmup else { return }
        open[stream][due, default: 0] += 1
    }

    /// A request that a stream had sent is over.
    public mutating func requestEnded(
        of stream: Int, due: Instant, _ outcome: RequestOutcome, now: Instant
    ) {
        guard !isIdle, let count = open[stream][due] else { return }
        open[stream][due] = count > 1 ? count - 1 : nil
        for watch in watches.indices where watches[watch].stream == stream {
            watches[watch].judge(outcome, due: due, now: now)
        }
    }

    /// A second of the run is over.
    ///
    /// - Returns: the condition that has struck, by its number in the scenario, and the stream that
    ///   it struck; nil: none.
    public mutating func secondPassed(now: Instant) -> (condition: Int, stream: Int)? {
        guard now - warmup >= Self.period else { return nil }
        for watch in watches.indices {
            watches[watch].judgeOpen(open[watches[watch].stream], now: now)
            watches[watch].closeSecond()
        }
        return watches.first(where: \.hasStruck).map { ($0.number, $0.stream) }
    }
}

/// One condition over one stream.
private struct Watch {
    let number: Int
    let stream: Int
    private let condition: AbortCondition
    /// A request that has been open for longer is judged without an answer; nil: none is.
    private let patience: Duration?
    /// Requests that were due by then have been judged, answered or not.
    private var judgedUntil: Instant?
    private var judged = 0
    /// Of the judged ones, those that the figure counts.
    private var counted = 0
    /// Requests that were judged without an answer and have none yet.
    private var overdue = 0
    private var missedSeconds = 0

    init(_ condition: AbortCondition, number: Int, stream: Int, slow: Duration) {
        self.condition = condition
        self.number = number
        self.stream = stream
        if condition.expect.quantile != nil {
            patience = .nanoseconds(Int64(condition.bound.value * 1e6))
        } else {
            patience = condition.expect == .availability ? slow : nil
        }
    }

    var hasStruck: Bool { AbortWatch.period * Int64(missedSeconds) >= condition.hold }

    mutating func judge(_ outcome: RequestOutcome, due: Instant, now: Instant) {
        guard judgedUntil.map({ due > $0 }) ?? true else { return }
        judged += 1
        let isGood = outcome == .succeeded || outcome == .degraded
        let isCounted =
            switch condition.expect {
            case .availability, .goodput: isGood
            case .degraded: outcome == .degraded
            case .rejected: outcome == .rejected
            case .timeouts: outcome == .timedOut
            // What failed fast is not fast.
            case .latencyP50, .latencyP90, .latencyP99: !isGood || now - due > patience!
            }
        if isCounted { counted += 1 }
    }

    /// Judges those that have been open for longer than anybody has patience.
    mutating func judgeOpen(_ open: [Instant: Int], now: Instant) {
        guard let patience, now - .start >= patience else { return }
        let until = Instant(nanoseconds: now.nanoseconds - patience.nanoseconds)
        let from = judgedUntil
        overdue = 0
        for (due, count) in open where due <= until {
            overdue += count
            guard from.map({ due > $0 }) ?? true else { continue }
            judged += count
            if condition.expect.quantile != nil { counted += count }
        }
        judgedUntil = until
    }

    mutating func closeSecond() {
        if let missed = isMissed { missedSeconds = missed ? missedSeconds + 1 : 0 }
        judged = 0
        counted = 0
    }

    /// Nil: nothing is to be said of this second.
    private var isMissed: Bool? {
        if condition.expect == .goodput {
            return misses(Double(counted) / AbortWatch.period.seconds)
        }
        guard judged > 0 else { return overdue > 0 ? true : nil }
        if let quantile = condition.expect.quantile {
            // 1 − 0.9 is a little less than 0.1.
            let slower = ((1 - quantile) * Double(judged) + 1e-9).rounded(.down)
            return Double(counted) > slower
        }
        return misses(Double(counted) / Double(judged))
    }

    private func misses(_ value: Double) -> Bool {
        switch condition.bound {
        case .atLeast(let least): value < least
        case .atMost(let most): value > most
        case .equals(let exact): value != exact
        }
    }
}
