import Chance
import Experiments
import Faults
import Microservices
import Scenarios
import Timebase

/// What becomes of an attempt at the faults on its edge; `hold` names the window that holds it.
enum EdgeVerdict {
    case pass
    case delay(Duration)
    case error(status: Int)
    case refuse, reset
    case hold(window: Int)
}

extension Simulator {
    mutating func judge(_ attempt: Int32, _ side: Fault.Side) -> EdgeVerdict {
        let attempt = fleet.attempts[attempt]
        let service = scenario.callee(of: Int(attempt.edge))
        return judge(
            edge: attempt.edge, from: attempt.from, to: attempt.to, side,
            endpoint: scenario.topology.services[service].endpoints[Int(attempt.endpoint)].name,
            key: attempt.key)
    }

    /// Asks every fault on the edge; overlapping ones combine by ``Verdict/combined(with:)``.
    mutating func judge(
        edge: Int32, from: Int32, to: Int32, _ side: Fault.Side, endpoint: String, key: Key
    ) -> EdgeVerdict {
        var sum = Verdict.pass
        var holder = -1
        var last = -1
        for place in conductor.faults.onEdge[Int(edge)].indices {
            let entry = conductor.faults.onEdge[Int(edge)][place]
            guard entry.side == side, entry.window != last, conductor.matches(from, entry.from),
                conductor.matches(to, entry.to)
            else { continue }
            last = entry.window  // Several targets of one fault may cover the attempt.
            let verdict = conductor.faults.windows[entry.window].active!.verdict(
                endpoint: endpoint, attempt: key)
            guard verdict != .pass else { continue }
            if verdict == .hold, holder < 0 { holder = entry.window }
            conductor.faults.ledgers[entry.number].requests += 1
            if fleet.isTracing { tracer.touched(key, by: entry.number) }
            sum = sum.combined(with: verdict)
        }
        switch sum {
        case .pass: return .pass
        case .delay(let time): return .delay(time)
        case .error(let status): return .error(status: status)
        case .refuse: return .refuse
        case .reset: return .reset
        case .hold: return .hold(window: holder)
        }
    }

    /// What is under way when a fault begins: a reset cuts it, a blackhole or partition holds it.
    mutating func strike(_ window: Int, isHolding: Bool) {
        let number = conductor.faults.windows[window].number
        for attempt in 0..<Int32(fleet.attempts.highWater)
        where fleet.attempts.isLive(attempt) && isStruck(attempt, by: window) {
            conductor.faults.ledgers[number].connections += 1
            if fleet.isTracing { tracer.touched(fleet.attempts[attempt].key, by: number) }
            if isHolding {
                fleet.attempts[attempt].heldBy = Int32(window)
            } else {
                sever(attempt)
                performActions()
            }
        }
    }

    private func isStruck(_ attempt: Int32, by window: Int) -> Bool {
        let attempt = fleet.attempts[attempt]
        guard attempt.call >= 0, attempt.heldBy < 0,
            attempt.place != .broken, attempt.place != .done
        else { return false }
        let isOnItsWay = attempt.place == .toCallee
        return conductor.faults.onEdge[Int(attempt.edge)].contains {
            guard $0.window == window, conductor.matches(attempt.from, $0.from),
                conductor.matches(attempt.to, $0.to)
            else { return false }
            // A partition stops only the packets of the half that it falls on.
            guard case .partition = conductor.faults.windows[window].active!.kind else {
                return true
            }
            return ($0.side == .request) == isOnItsWay
        }
    }

    /// What a window held is reset, one after the other: a request that ends with it may close
    /// what would be reset next.
    mutating func release(_ window: Int) {
        for attempt in 0..<Int32(fleet.attempts.highWater)
        where fleet.attempts.isLive(attempt) && fleet.attempts[attempt].heldBy == Int32(window) {
            sever(attempt)
            performActions()
        }
    }
}
