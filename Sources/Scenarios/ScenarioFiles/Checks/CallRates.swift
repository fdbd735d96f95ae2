import Chance
import Faults
import Resilience
import Scenarios
import Timebase
import Topologies
import Workloads

/// How many requests a second each endpoint is asked at most, by the load stream they are made for:
/// the load walked through the calls, overloads included, each call made once.
struct CallRates {
    /// Calls of one caller service to one callee under one policy, at the most of the run.
    struct Flow {
        /// Calls a second.
        var mean = 0.0
        /// Their variance a second, of those that come at random.
        var variance = 0.0
        /// The most that one request at random becomes.
        var batch = 0.0

        mutating func add(_ calls: Double, of stream: LoadStream, perRequest: Double) {
            mean += calls
            guard stream.isRandom else { return }
            variance += calls * perRequest
            batch = max(batch, perRequest)
        }

        /// As many as hardly ever come within a time, divided among so many: what comes evenly is
        /// its mean, and what comes at random stays below mean + 4 · (√variance + a batch).
        func most(in span: Duration, among shares: Double) -> Double {
            let scale = span.seconds / shares
            return mean * scale + 4 * ((variance * scale).squareRoot() + batch)
        }
    }

    private let wiring: Wiring
    /// By stream: requests a second, and for each endpoint how often one request asks it.
    private let rates: [Double]
    private let asked: [[Double]]

    init(_ wiring: Wiring) {
        self.wiring = wiring
        rates = wiring.scenario.load.map { wiring.mostPerSecond(of: $0) }
        asked = wiring.scenario.load.map { stream in
            var asked = Array(repeating: 0.0, count: wiring.outgoing.count)
            asked[wiring.number(of: stream.send)] = 1
            for endpoint in wiring.order where asked[endpoint] > 0 {
                for call in wiring.outgoing[endpoint] {
                    asked[wiring.number(of: wiring.calls[call].to)] +=
                        asked[endpoint] * wiring.calls[call].times
                }
            }
            return asked
        }
    }

    /// Some calls, on behalf of one stream or of all.
    func flow(of calls: [TopologyReader.Call], for wanted: StreamID? = nil) -> Flow {
        var flow = Flow()
        for (id, stream) in wiring.scenario.load.enumerated() where wanted ?? id == id {
            let perRequest = calls.reduce(0) {
                $0 + asked[id][wiring.number(of: $1.from)] * $1.times
            }
            if perRequest > 0 {
                flow.add(rates[id] * perRequest, of: stream, perRequest: perRequest)
            }
        }
        return flow
    }

    /// What a stream sends.
    func flow(of stream: StreamID) -> Flow {
        var flow = Flow()
        flow.add(rates[stream], of: wiring.scenario.load[stream], perRequest: 1)
        return flow
    }

    /// At most so many requests of a stream in the whole run.
    func whole(of stream: StreamID) -> Double { flow(of: stream).mean * seconds }

    /// At most so many calls in the whole run by those who share this call's budget.
    func whole(of call: TopologyReader.Call) -> Double {
        flow(of: wiring.companions(of: call)).mean * seconds
    }

    private var seconds: Double { wiring.scenario.duration.seconds }
}

extension LoadStream {
    /// Whether its requests come at random, so that a mean of them is no maximum.
    fileprivate var isRandom: Bool {
        switch demand {
        case .open(_, let arrivals): return arrivals == .poisson
        case .closed(_, let think):
            if case .constant = think { return false }
            return true
        }
    }
}

extension Wiring {
    /// The calls of the same service to the same callee under the same policy, itself among them.
    func companions(of call: TopologyReader.Call) -> [TopologyReader.Call] {
        lineMates[LineKey(call), default: []].map { calls[$0] }
    }

    /// At most so many requests a second, overloads included. A user of a closed loop sends at most
    /// one a think time.
    fileprivate func mostPerSecond(of stream: LoadStream) -> Double {
        let most: Double
        switch stream.demand {
        case .open(let shape, _): most = shape.most(before: .start + scenario.duration)
        case .closed(let users, let think):
            most = Double(users) / max(1e-3, Sampler(think).mean.seconds)
        }
        return scenario.faults.reduce(most) { rate, fault in
            guard case .overload(let factor) = fault.kind, factor > 1,
                fault.on.contains(where: { hits($0, stream) })
            else { return rate }
            return rate * factor
        }
    }

    private func hits(_ target: Target, _ stream: LoadStream) -> Bool {
        if case .load(let id) = target { return scenario.load[id].name == stream.name }
        return false
    }
}

extension RateShape {
    /// The highest rate before an instant.
    fileprivate func most(before end: Instant) -> Double {
        switch self {
        case .constant(let rate): rate
        case .ramp(let from, _, _): max(from, rate(at: end))
        case .spike(let base, let spike, _, _): max(base, spike)
        case .wave(let low, let high, _): max(low, high)
        case .steps(let steps): steps.filter { $0.at < end }.map(\.rate).max() ?? 0
        }
    }
}
