import Chance
import Experiments
import Resilience
import Timebase

/// A program with settings that only the test knows, run in virtual time against a callee that is
/// well, fails every other request from 20 s on, answers nothing from 40 s to 70 s, and is well
/// again.
struct HiddenProgram {
    var timeout: Duration?
    var attempts = 1
    var breaker: Breaker?
    /// The most attempts at once; others wait.
    var cap: Int?
    var backoff = Duration.milliseconds(50)
    /// Requests a second.
    var rate = 30.0
    /// How long its own clients wait.
    var patience = Duration.seconds(30)
    /// Whether it closes what it has under way for a client that is gone.
    var passesOn = false
    /// The share of its timeouts that strike up to half a second late, as on a busy machine.
    var late = 0.0
    /// The share of requests that it answers without its callee.
    var cached = 0.0

    struct Breaker {
        /// Failures in a row that open it.
        var failures: Int
        var openFor: Duration
    }

    /// Timeout 0.2 s to 2 s, one to four attempts, and a breaker or none.
    static func drawn(_ seed: Int) -> HiddenProgram {
        var dice = Generator(Key(seed: UInt64(seed)))
        var program = HiddenProgram()
        program.timeout = .milliseconds(200) + dice.duration(below: .milliseconds(1_800))
        program.attempts = 1 + dice.below(4)
        program.backoff = .milliseconds(5) + dice.duration(below: .milliseconds(200))
        if dice.happens(0.5) {
            program.breaker = Breaker(
                failures: 10 + dice.below(11),
                openFor: .seconds(1) + dice.duration(below: .seconds(4)))
        }
        return program
    }

    func run(seed: Int, seconds: Int64 = 90) -> ProgramTraffic {
        var run = HiddenRun(self, seed: seed)
        return run.traffic(until: .start + .seconds(seconds))
    }
}

/// One life of a hidden program: events in order of time.
private struct HiddenRun {
    private let program: HiddenProgram
    private var dice: Generator
    /// The next one last.
    private var queue: [(at: Instant, what: What)] = []
    private var requests: [Request] = []
    private var attempts: [ProgramTraffic.Attempt] = []
    private var failuresInARow = 0
    private var openUntil: Instant?
    /// The request that the probe is made for.
    private var probing: Int?
    private var underWay = 0
    private var waiting: [Int] = []

    private enum What {
        case arrival
        case attempt(Int)
        case result(Int, AttemptOutcome)
    }

    private struct Request {
        var arrived: Instant
        var ended: Instant?
        var made = 0
    }

    init(_ program: HiddenProgram, seed: Int) {
        self.program = program
        dice = Generator(Key(seed: UInt64(seed)).child(1))
    }

    mutating func traffic(until end: Instant) -> ProgramTraffic {
        push(.start, .arrival)
        while let (now, what) = queue.popLast() {
            switch what {
            case .arrival:
                requests.append(Request(arrived: now))
                let soon = now + dice.duration(below: .milliseconds(2))
                if dice.happens(program.cached) {
                    answer(requests.count - 1, soon)
                } else {
                    push(soon, .attempt(requests.count - 1))
                }
                let gap = Duration(seconds: dice.exponential() / program.rate)
                if now + gap < end { push(now + gap, .arrival) }
            case .attempt(let request): attempt(request, now)
            case .result(let request, let outcome): finished(request, outcome, now)
            }
        }
        return ProgramTraffic(
            caller: 0,
            requests: requests.map { request in
                let ended = request.ended ?? end
                let limit = request.arrived + program.patience
                return .init(
                    arrived: request.arrived, ended: min(ended, limit), gaveUp: ended > limit)
            }, attempts: attempts)
    }

    private mutating func push(_ at: Instant, _ what: What) {
        let place = queue.lastIndex { $0.at > at }.map { $0 + 1 } ?? 0
        queue.insert((at, what), at: place)
    }

    private mutating func attempt(_ request: Int, _ now: Instant) {
        guard breakerAdmits(request, now) else { return answer(request, now) }
        guard program.cap.map({ underWay < $0 }) ?? true else { return waiting.append(request) }
        underWay += 1
        requests[request].made += 1
        var (took, outcome) = crossing(now)
        let left = requests[request].arrived + program.patience - now
        if program.passesOn, took > left { (took, outcome) = (left, .timedOut) }
        // Timers and the network are a little late, never early; a refusal takes no time at all.
        let late = took > .zero ? dice.duration(below: .milliseconds(3)) : .zero
        let isStarved = outcome == .timedOut && dice.happens(program.late)
        let starved = isStarved ? dice.duration(below: .milliseconds(500)) : .zero
        let ended = now + took + late + starved
        attempts.append(.init(began: now, ended: ended, outcome: outcome))
        push(ended, .result(request, outcome))
    }

    private mutating func breakerAdmits(_ request: Int, _ now: Instant) -> Bool {
        guard let until = openUntil else { return true }
        guard now >= until, probing == nil else { return false }
        probing = request
        return true
    }

    /// How long an attempt takes and how it ends.
    private mutating func crossing(_ now: Instant) -> (Duration, AttemptOutcome) {
        let patience = program.timeout ?? .forever
        let (blackhole, healed) = (Instant.start + .seconds(40), Instant.start + .seconds(70))
        if now >= blackhole, now < healed {
            return patience < healed - now ? (patience, .timedOut) : (healed - now, .reset)
        }
        let isFailing = now >= .start + .seconds(20) && now < blackhole
        if isFailing, dice.happens(0.5) { return (.zero, .failed) }
        let took = Duration(seconds: 0.02 * dice.exponential())
        return took < patience ? (took, .succeeded) : (patience, .timedOut)
    }

    private mutating func finished(_ request: Int, _ outcome: AttemptOutcome, _ now: Instant) {
        underWay -= 1
        tell(breakerOf: request, outcome, now)
        if outcome == .succeeded || requests[request].made == program.attempts {
            answer(request, now)
        } else {
            let jitter = 0.5 + dice.uniform()
            push(now + program.backoff * jitter, .attempt(request))
        }
        if !waiting.isEmpty { push(now, .attempt(waiting.removeFirst())) }
    }

    private mutating func tell(
        breakerOf request: Int, _ outcome: AttemptOutcome, _ now: Instant
    ) {
        guard let breaker = program.breaker else { return }
        if openUntil != nil {
            guard probing == request else { return }
            probing = nil
            openUntil = outcome == .succeeded ? nil : now + breaker.openFor
            failuresInARow = 0
            return
        }
        failuresInARow = outcome == .succeeded ? 0 : failuresInARow + 1
        if failuresInARow >= breaker.failures { openUntil = now + breaker.openFor }
    }

    private mutating func answer(_ request: Int, _ now: Instant) {
        requests[request].ended = now + dice.duration(below: .milliseconds(1))
    }
}
