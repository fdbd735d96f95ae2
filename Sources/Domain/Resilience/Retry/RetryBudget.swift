public import Timebase

/// Caps retries to a share of the calls: the machine of a ``Retry/Budget``.
///
/// Finagle's `RetryBudget`: each call puts in 1000 tokens, each retry takes 1000 ÷ `ratio`, what is
/// older than 10 s is forgotten, and a reserve worth `minPerSecond` · 10 s of retries is under it.
/// A retry's own tokens come back, too, when they are 10 s old. So whenever a retry goes out, those
/// of the ten seconds up to it are at most ratio · calls + 10 · `minPerSecond`.
///
/// It departs in that the ten one-second buckets begin at whole seconds of the run, where Finagle's
/// begin at the first call after one has ended; and `minPerSecond` may be a fraction.
public struct RetryBudget: Hashable, Sendable {
    /// How long a deposit can be drawn on.
    public static let timeToLive = Duration.seconds(10)

    private let deposited: Int64
    private let cost: Int64
    private let reserve: Int64
    /// Net tokens of each of the last ten seconds, the newest at `place`.
    private var buckets: [Int64]
    private var place = 0
    private var secondEnd = Instant(nanoseconds: 1_000_000_000)
    private var sum: Int64 = 0

    public init(_ budget: Retry.Budget) {
        precondition(
            budget.ratio >= 0 && budget.ratio <= 1000 && budget.minPerSecond >= 0,
            "a budget of \(budget.ratio) and \(budget.minPerSecond)/s")
        deposited = budget.ratio == 0 ? 0 : 1000
        cost = budget.ratio == 0 ? 1000 : max(1, Int64(1000 / budget.ratio))
        reserve = Int64(budget.minPerSecond * RetryBudget.timeToLive.seconds * Double(cost))
        buckets = Array(repeating: 0, count: Int(RetryBudget.timeToLive.seconds))
    }

    /// Allocates nothing and allows nothing: stands where another kind of budget is used.
    static let unused = RetryBudget()

    private init() {
        deposited = 0
        cost = 1
        reserve = 0
        buckets = []
    }

    /// A call's first attempt goes out.
    public mutating func deposit(now: Instant) {
        advance(to: now)
        add(deposited)
    }

    /// Takes what a retry costs; false, and nothing is taken, when there is not enough.
    public mutating func withdraw(now: Instant) -> Bool {
        advance(to: now)
        guard sum + reserve >= cost else { return false }
        add(-cost)
        return true
    }

    /// How many retries could be made at `now`.
    public mutating func balance(now: Instant) -> Int {
        advance(to: now)
        return Int(max(0, sum + reserve) / cost)
    }

    private mutating func add(_ tokens: Int64) {
        buckets[place] += tokens
        sum += tokens
    }

    /// One comparison a call within the same second.
    private mutating func advance(to now: Instant) {
        guard now >= secondEnd else { return }
        let current = now.nanoseconds / 1_000_000_000
        let passed = current + 1 - secondEnd.nanoseconds / 1_000_000_000
        for _ in 0..<min(passed, Int64(buckets.count)) {
            place = place + 1 == buckets.count ? 0 : place + 1
            sum -= buckets[place]
            buckets[place] = 0
        }
        secondEnd = Instant(nanoseconds: (current + 1) * 1_000_000_000)
    }
}
