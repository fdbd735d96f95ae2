import Microservices
import Timebase

extension ProtectionObserver {
    /// What one instance asked the edge for: a call a request that it made attempts for, one an
    /// attempt that belongs to no request, and one a request that its open breaker refused.
    func calls(of program: Int, _ openings: [BreakerOpening]) -> [Call] {
        let attempts = traffic[program].attempts
        var isOwned = attempts.map { _ in false }
        var calls: [Call] = []
        for own in attributions[program].attempts where !own.isEmpty {
            for attempt in own { isOwned[attempt] = true }
            calls.append(call(own.map { attempts[$0] }))
        }
        calls += attempts.indices.filter { !isOwned[$0] }.map { call([attempts[$0]]) }
        let refused = openings.filter { $0.program == program }.flatMap(\.turnedAway)
        return calls
            + thinned(refused, of: program).map { request in
                Call(
                    fact: CallFact(
                        edge: Int32(edge), attempts: 0, outcome: .rejected, first: .notSent,
                        rejection: .breaker, began: request.arrived), ended: request.ended)
            }
    }

    /// When the attempts of one instance began that ended before their client had given up.
    func inTime(of program: Int) -> [Instant] {
        let traffic = traffic[program]
        var isLate = traffic.attempts.map { _ in false }
        for (request, own) in attributions[program].attempts.enumerated()
        where traffic.requests[request].gaveUp {
            let limit = traffic.requests[request].ended
            for attempt in own { isLate[attempt] = traffic.attempts[attempt].ended > limit }
        }
        return traffic.attempts.indices.filter { !isLate[$0] }.map { traffic.attempts[$0].began }
    }

    private func call(_ attempts: [ProgramTraffic.Attempt]) -> Call {
        let (first, last) = (attempts[0], attempts[attempts.count - 1])
        let beginning: CallFact.First =
            switch first.outcome {
            case .succeeded: .succeeded
            case .cancelled: .cancelled
            case .failed, .refused, .reset, .timedOut: .failed
            }
        return Call(
            fact: CallFact(
                edge: Int32(edge), attempts: Int32(attempts.count),
                outcome: last.outcome == .succeeded ? .answered : .failed, first: beginning,
                rejection: .none, began: first.began), ended: last.ended)
    }

    /// As large a share of them, evenly, as calls the edge while all is well: the others would not
    /// have called it anyway.
    private func thinned(
        _ requests: [ProgramTraffic.Request], of program: Int
    ) -> [ProgramTraffic.Request] {
        let share = callingShare(of: program)
        return requests.enumerated().filter { place, _ in
            (Double(place + 1) * share).rounded(.down) > (Double(place) * share).rounded(.down)
        }.map(\.element)
    }
}
