import Timebase

extension ProtectionObserver {
    /// Attempts that a request makes when each of them fails.
    ///
    /// Where nothing succeeds it is the mean: what is taken for another request's attempt leaves
    /// that as it is. Else, where a share p of the attempts fails, a request fails with a chance of
    /// p to the power of its attempts. What a breaker cut short is left out.
    func attempts(_ openings: [BreakerOpening]) -> Int? {
        whereNothingSucceeds(openings) ?? whereSomeSucceed(openings)
    }

    private func whereNothingSucceeds(_ openings: [BreakerOpening]) -> Int? {
        let counts = traffic.indices.flatMap { program in
            silentRequests(of: program, openings).map {
                attributions[program].attempts[$0].count
            }
        }
        guard counts.count >= 5 else { return nil }
        let mean = Double(counts.reduce(0, +)) / Double(counts.count)
        return abs(mean - mean.rounded()) <= 0.15 && mean > 0.5 ? Int(mean.rounded()) : nil
    }

    /// The requests that were answered by the program after attempts of which none succeeded,
    /// while none of anybody's did, and while no breaker was open.
    private func silentRequests(of program: Int, _ openings: [BreakerOpening]) -> [Int] {
        let traffic = traffic[program]
        let good = traffic.attempts.filter { !$0.hasFailed }.map(\.ended).sorted()
        return traffic.requests.indices.filter { index in
            let request = traffic.requests[index]
            guard !request.gaveUp, attributions[program].last[index] != nil,
                !isCut(request.arrived, request.ended, program, openings)
            else { return false }
            let next = good.partitionPoint { $0 >= request.arrived }
            return next == good.count || good[next] > request.ended
        }
    }

    /// Whether a breaker of the program was open at any time between two instants.
    private func isCut(
        _ from: Instant, _ to: Instant, _ program: Int, _ openings: [BreakerOpening]
    ) -> Bool {
        openings.contains { opening in
            guard opening.program == program else { return false }
            let probe = opening.probe.map { traffic[program].attempts[$0].ended }
            return from <= probe ?? .never && to >= opening.tripped
        }
    }
}

extension ProtectionObserver {
    /// A step is short beside a fault and long beside a request.
    private static var step: Duration { .seconds(5) }
    /// More attempts a request than this nobody makes.
    private static var most: Int { 10 }

    /// The number that explains best how many requests failed while a share of all attempts did;
    /// nil where another explains it nearly as well.
    private func whereSomeSucceed(_ openings: [BreakerOpening]) -> Int? {
        let steps = traffic.indices.flatMap { self.steps(of: $0, openings) }
        let failed = Double(steps.reduce(0) { $0 + $1.failed })
        guard steps.reduce(0, { $0 + $1.requests }) >= 50 else { return nil }
        let fits = (1...Self.most + 1).map { attempts -> (expected: Double, spread: Double) in
            steps.reduce(into: (0, 1)) { sum, step in
                let chance = power(step.share, attempts)
                sum.0 += Double(step.requests) * chance
                sum.1 += Double(step.requests) * chance * (1 - chance)
            }
        }
        let distances = fits.map { abs(failed - $0.expected) }
        guard let best = distances.indices.dropLast().min(by: { distances[$0] < distances[$1] })
        else { return nil }
        let spread = fits[best].spread.squareRoot()
        let apart = fits[best].expected - fits[best + 1].expected
        return distances[best] <= 3 * spread && apart >= 2 * spread ? best + 1 : nil
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { power, _ in power * base }
    }

    /// Some seconds in which some attempts failed and some did not.
    private struct Step {
        var requests = 0
        /// Of the requests, those whose last attempt failed.
        var failed = 0
        /// Of the attempts.
        var share = 0.0
    }

    /// The steps of one program without those in which its breaker was open.
    private func steps(of program: Int, _ openings: [BreakerOpening]) -> [Step] {
        let traffic = traffic[program]
        let end = traffic.requests.last?.arrived ?? .start
        let count = Int(end.nanoseconds / Self.step.nanoseconds) + 1
        var steps = Array(repeating: Step(), count: count)
        var tries = Array(repeating: (all: 0, failed: 0), count: count)
        for attempt in traffic.attempts {
            let place = min(count - 1, Int(attempt.began.nanoseconds / Self.step.nanoseconds))
            tries[place].all += 1
            if attempt.hasFailed { tries[place].failed += 1 }
        }
        for (index, request) in traffic.requests.enumerated() {
            guard !request.gaveUp, let last = attributions[program].last[index] else { continue }
            let place = Int(request.arrived.nanoseconds / Self.step.nanoseconds)
            steps[place].requests += 1
            if traffic.attempts[last].hasFailed { steps[place].failed += 1 }
        }
        return steps.indices.compactMap { place in
            let from = Instant.start + Self.step * Int64(place)
            let share = Double(tries[place].failed) / Double(max(1, tries[place].all))
            guard (0.05...0.95).contains(share), steps[place].requests >= 10,
                !isCut(from, from + Self.step, program, openings)
            else { return nil }
            steps[place].share = share
            return steps[place]
        }
    }
}
