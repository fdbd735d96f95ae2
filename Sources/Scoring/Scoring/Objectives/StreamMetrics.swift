import Recordings
import Scenarios
import Timebase
import Topologies

extension Evidence {
    /// A metric of one stream, or of all together.
    func observeStream(_ question: Question, in recording: Recording) -> Observation {
        let chosen: [StreamID]
        if case .stream(let stream) = question.subject {
            chosen = [stream]
        } else {
            chosen = Array(streams)
        }
        if let comparison = observeAgainstControl(question, chosen) { return comparison }
        let cells = cells(of: question.phase)
        var ledger = StreamLedger.Cell()
        for stream in chosen {
            let own = recording.streams[stream].total(over: cells)
            ledger.tally += own.tally
            ledger.latency += own.latency
            ledger.successLatency += own.successLatency
        }
        guard ledger.tally[.requests] > 0 else {
            return .none("no request was due in the phase `\(question.phase)`")
        }
        if let quantile = observeLatency(question.metric, ledger) { return quantile }
        return observeCounts(question, ledger, chosen, in: recording)
    }

    private func observeCounts(
        _ question: Question, _ ledger: StreamLedger.Cell, _ chosen: [StreamID],
        in recording: Recording
    ) -> Observation {
        let tally = ledger.tally
        let requests = tally[.requests]
        func share(_ count: Int) -> Observation {
            .value(Double(count) / Double(requests), samples: requests)
        }
        switch question.metric {
        case .availability: return share(tally.good)
        case .degraded: return share(tally[.degraded])
        case .rejected: return share(tally[.rejected])
        case .timeouts: return share(tally[.timedOut])
        case .slowShare: return share(tally[.slow])
        case .goodput:
            let seconds = length(of: cells(of: question.phase)).seconds
            return .value(Double(tally.good) / seconds, samples: requests)
        case .goodputWorstSecond: return worstSecond(question, chosen, in: recording)
        case .errorBudgetBurn: return errorBudgetBurn(tally)
        default: return .none("\(question.metric.rawValue) is not a figure of a stream")
        }
    }

    /// The fewest ok answers a second in any whole step of the phase.
    private func worstSecond(
        _ question: Question, _ chosen: [StreamID], in recording: Recording
    ) -> Observation {
        let steps = steps(of: question.phase)
        let goods = steps.map { step in
            chosen.reduce(0) { $0 + recording.streams[$1].steps[step].tally.good }
        }
        guard let least = goods.min() else { return .none("the phase holds no whole step") }
        return .value(Double(least) / run.step.seconds, samples: steps.count)
    }

    /// The share of bad requests ÷ the share that the scenario's `steady` allows: 1 uses the error
    /// budget up exactly.
    /// - SeeAlso: Beyer et al., *The Site Reliability Workbook* (2018), ch. 5, "burn rate".
    private func errorBudgetBurn(_ tally: Tally<StreamCounter>) -> Observation {
        let budget = 1 - scenario.steadyAvailability
        guard budget > 0 else { return .none("`steady` leaves no error budget") }
        return .value((1 - tally.goodShare) / budget, samples: tally[.requests])
    }

    /// Latency quantiles; nil for other metrics.
    private func observeLatency(_ metric: Metric, _ ledger: StreamLedger.Cell) -> Observation? {
        let (histogram, share): (Histogram, Double)
        switch metric {
        case .latencyP50: (histogram, share) = (ledger.latency, 0.5)
        case .latencyP90: (histogram, share) = (ledger.latency, 0.9)
        case .latencyP95: (histogram, share) = (ledger.latency, 0.95)
        case .latencyP99: (histogram, share) = (ledger.latency, 0.99)
        case .latencyP999: (histogram, share) = (ledger.latency, 0.999)
        case .latencySuccessP50: (histogram, share) = (ledger.successLatency, 0.5)
        case .latencySuccessP99: (histogram, share) = (ledger.successLatency, 0.99)
        case .latencyMax:
            return .value(ledger.latency.max.milliseconds, samples: ledger.latency.count)
        default: return nil
        }
        guard let value = histogram.figure(share) else {
            let count = histogram.count
            return .none(
                "\(count) request\(count == 1 ? " is" : "s are") too few for a "
                    + "p\(Figure.rounded(share * 100)), which takes "
                    + "\(Histogram.leastCount(for: share))", samples: count)
        }
        return .value(value.milliseconds, samples: histogram.count)
    }

    /// Metrics that compare with the control run by themselves; nil for other metrics. Of several
    /// streams the worst counts.
    private func observeAgainstControl(_ question: Question, _ chosen: [StreamID]) -> Observation? {
        let concerned = faults(during: question.phase)
        let noStream = "the scenario has no stream"
        switch question.metric {
        case .goodputKept:
            let cells = cells(of: question.phase)
            return chosen.map { keptGoodput(of: $0, over: cells) }.worst(by: <, orElse: noStream)
        case .recovery:
            return chosen.map { worstRecovery(of: $0, from: concerned) }.worst(
                by: >, orElse: noStream)
        case .blastRadius:
            return chosen.map { blastRadius(on: $0, of: concerned) }.worst(by: <, orElse: noStream)
        case .metastable: return chosen.map { metastable($0) }.worst(by: >, orElse: noStream)
        default: return nil
        }
    }
}
