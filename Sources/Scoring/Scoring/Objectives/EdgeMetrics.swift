import Recordings
import Scenarios
import Timebase
import Topologies

extension Evidence {
    /// A metric of one edge.
    func observeEdge(_ question: Question, in recording: Recording) -> Observation {
        guard case .edge(let edge) = question.subject else {
            return .none("\(question.metric.rawValue) is asked of an edge")
        }
        switch question.metric {
        case .retryAmplification:
            let cells = cells(of: question.phase)
            if recording == run { return amplification(of: edge, over: cells) }
            return attemptsPerCall(recording.edges[edge].total(over: cells).tally)
        case .breakerOpened: return opened(edge, during: question.phase)
        case .breakerClosed: return closed(edge, during: question.phase)
        case .breakerFalseOpens: return falseOpens(edge, in: question.phase)
        default: return .none("\(question.metric.rawValue) is not a figure of an edge")
        }
    }

    /// In the control run a request brings as many calls as it should.
    private func attemptsPerCall(_ tally: Tally<EdgeCounter>) -> Observation {
        .share(tally[.attempts], of: tally[.calls], orElse: "no call was made over the edge")
    }

    /// The faults that an objective on an edge is about: those of its phase that fall on the edge,
    /// or all of its phase where none does.
    private func faults(on edge: EdgeID, during phase: String) -> [Int] {
        let concerned = faults(during: phase)
        let own = concerned.filter { run.faults[$0].edges.contains(edge) }
        return own.isEmpty ? concerned : own
    }

    /// Seconds from a fault's start until a breaker on the edge opened; of several faults the
    /// worst. A breaker that stayed closed has taken at least as long as the fault lasted.
    private func opened(_ edge: EdgeID, during phase: String) -> Observation {
        let seen = faults(on: edge, during: phase).map { fault -> Observation in
            let ledger = run.faults[fault]
            let opening = run.events.first { event in
                guard case .breakerOpened(edge, _) = event.what else { return false }
                return event.at >= ledger.from && event.at < max(ledger.to, ledger.over)
            }
            if let opening { return .value((opening.at - ledger.from).seconds, samples: 1) }
            return Observation(
                value: (ledger.to - ledger.from).seconds, samples: 1,
                reason: "no breaker opened on it while the fault lasted", isAtLeast: true)
        }
        return seen.worst(by: >, orElse: "there was no fault")
    }

    /// Seconds from a fault's end until every breaker that it opened on the edge was closed; of
    /// several faults the worst.
    private func closed(_ edge: EdgeID, during phase: String) -> Observation {
        let seen = faults(on: edge, during: phase).map { closed(edge, after: run.faults[$0]) }
        return seen.worst(by: >, orElse: "there was no fault")
    }

    private func closed(_ edge: EdgeID, after fault: FaultLedger) -> Observation {
        var open: Set<Int> = []
        var everOpened = false
        var last: Instant?
        for event in run.events {
            switch event.what {
            case .breakerOpened(edge, let caller):
                open.insert(caller)
                if event.at >= fault.from { everOpened = true }
            case .breakerClosed(edge, let caller):
                open.remove(caller)
                if event.at >= fault.over, open.isEmpty, last == nil { last = event.at }
            default: continue
            }
        }
        guard everOpened else { return .none("no breaker opened on it") }
        if let last { return .value((last - fault.over).seconds, samples: 1) }
        if open.isEmpty { return .value(0, samples: 1) }
        return Observation(
            value: (end - fault.over).seconds, samples: open.count,
            reason: "a breaker was still open at the end of the run", isAtLeast: true)
    }

    /// Openings in the control run, where nothing is wrong.
    private func falseOpens(_ edge: EdgeID, in phase: String) -> Observation {
        guard let control else { return .noControl }
        let tally = control.edges[edge].total(over: cells(of: phase)).tally
        guard tally[.calls] > 0 else { return .none("no call was made over the edge") }
        return .value(Double(tally[.opened]), samples: tally[.calls])
    }
}
