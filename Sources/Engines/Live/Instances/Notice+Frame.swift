import Chance
package import Experiments
import Microservices
import Resilience
import Timebase
import Topologies

/// What a process's meters gained: of its own service, and of the edges that it calls over or is
/// called over.
package struct Gain {
    package var service: Int32
    /// In the order of `ServiceCounter`.
    package var totals: [Int64]
    package var edges: [(edge: Int32, EdgeReading)]

    package init(service: Int32, totals: [Int64], edges: [(edge: Int32, EdgeReading)]) {
        self.service = service
        self.totals = totals
        self.edges = edges
    }
}

extension Notice {
    package func write(to frame: inout FrameWriter) {
        frame.begin(kind)
        switch self {
        case .ready, .stopped, .done: break
        case .facts(let facts): for fact in facts { fact.write(to: &frame) }
        case .reading(let cell, let step, let gain):
            frame.write(cell)
            frame.write(step)
            gain.write(to: &frame)
        case .totals(let number, let totals):
            frame.write(number)
            frame.write(totals)
        }
        frame.end()
    }

    private var kind: UInt8 {
        switch self {
        case .ready: 0
        case .facts: 1
        case .reading: 2
        case .totals: 3
        case .stopped: 4
        case .done: 5
        }
    }

    package init(_ kind: UInt8, _ frame: inout FrameReader) {
        switch kind {
        case 0: self = .ready
        case 1:
            var facts: [Fact] = []
            while !frame.isAtEnd { facts.append(Fact(&frame)) }
            self = .facts(facts)
        case 2: self = .reading(cell: frame.int32(), step: frame.int32(), Gain(&frame))
        case 3: self = .totals(number: frame.int64(), frame.numbers())
        case 4: self = .stopped
        case 5: self = .done
        default: preconditionFailure("no notice has the kind \(kind)")
        }
    }
}

extension Gain {
    fileprivate func write(to frame: inout FrameWriter) {
        frame.write(service)
        frame.write(totals)
        frame.write(edges.count)
        for (edge, reading) in edges {
            frame.write(edge)
            frame.write(reading.inFlightTime)
            frame.write(reading.workTime)
            frame.write(reading.wastedTime)
            frame.write(reading.peak)
            frame.write(reading.peakPerCaller)
            frame.write(reading.staleAge.nanoseconds)
        }
    }

    fileprivate init(_ frame: inout FrameReader) {
        service = frame.int32()
        totals = frame.numbers()
        edges = []
        for _ in 0..<frame.int() {
            let edge = frame.int32()
            var reading = EdgeReading()
            reading.inFlightTime = frame.int64()
            reading.workTime = frame.int64()
            reading.wastedTime = frame.int64()
            reading.peak = frame.int32()
            reading.peakPerCaller = frame.int32()
            reading.staleAge = .nanoseconds(frame.int64())
            edges.append((edge, reading))
        }
    }
}

extension Fact {
    fileprivate func write(to frame: inout FrameWriter) {
        frame.write(at.nanoseconds)
        switch what {
        case .requestEnded: preconditionFailure("an instance has no users")
        case .callEnded(let call):
            frame.write(UInt8(0))
            frame.write(call.edge)
            frame.write(call.attempts)
            for value in [call.outcome.rawValue, call.first.rawValue, call.rejection.rawValue] {
                frame.write(value)
            }
            frame.write(call.began.nanoseconds)
        case .attemptEnded(let attempt):
            frame.write(UInt8(1))
            frame.write(attempt.edge)
            frame.write(attempt.callee)
            frame.write(attempt.outcome.rawValue)
            frame.write(attempt.isWithinPatience)
            frame.write(attempt.callBegan.nanoseconds)
            frame.write(attempt.began.nanoseconds)
        case .retried(let edge):
            frame.write(UInt8(2))
            frame.write(edge)
        case .breaker(let edge, let caller, let transition):
            frame.write(UInt8(3))
            frame.write(edge)
            frame.write(caller)
            frame.write(transition.code)
        case .marked(let edge, let instance, let isUp):
            frame.write(UInt8(4))
            frame.write(edge)
            frame.write(instance)
            frame.write(isUp)
        case .ejected(let edge, let instance, let caller, let isOut):
            frame.write(UInt8(5))
            frame.write(edge)
            frame.write(instance)
            frame.write(caller)
            frame.write(isOut)
        case .panicked(let edge, let caller, let isOn):
            frame.write(UInt8(6))
            frame.write(edge)
            frame.write(caller)
            frame.write(isOn)
        case .traced(let step):
            frame.write(UInt8(7))
            step.write(to: &frame)
        }
    }

    fileprivate init(_ frame: inout FrameReader) {
        at = Instant(nanoseconds: frame.int64())
        switch frame.byte() {
        case 0:
            what = .callEnded(
                CallFact(
                    edge: frame.int32(), attempts: frame.int32(),
                    outcome: CallOutcome(rawValue: frame.byte())!,
                    first: CallFact.First(rawValue: frame.byte())!,
                    rejection: CallFact.Rejection(rawValue: frame.byte())!,
                    began: Instant(nanoseconds: frame.int64())))
        case 1:
            what = .attemptEnded(
                AttemptFact(
                    edge: frame.int32(), callee: frame.int32(),
                    outcome: AttemptOutcome(rawValue: frame.byte())!,
                    isWithinPatience: frame.bool(),
                    callBegan: Instant(nanoseconds: frame.int64()),
                    began: Instant(nanoseconds: frame.int64())))
        case 2: what = .retried(edge: frame.int32())
        case 3:
            what = .breaker(
                edge: frame.int32(), caller: frame.int32(),
                CircuitBreaker.Transition(code: frame.byte()))
        case 4:
            what = .marked(edge: frame.int32(), instance: frame.int32(), isUp: frame.bool())
        case 5:
            what = .ejected(
                edge: frame.int32(), instance: frame.int32(), caller: frame.int32(),
                isOut: frame.bool())
        case 6:
            what = .panicked(edge: frame.int32(), caller: frame.int32(), isOn: frame.bool())
        case 7: what = .traced(TraceFact(&frame))
        case let kind: preconditionFailure("no fact has the kind \(kind)")
        }
    }
}

extension TraceFact {
    fileprivate func write(to frame: inout FrameWriter) {
        switch kind {
        case .requestBegan, .requestEnded: preconditionFailure("an instance has no users")
        case .callBegan: frame.write(UInt8(0))
        case .callEnded(let outcome, let rejection):
            frame.write(UInt8(1))
            frame.write(outcome.rawValue)
            frame.write(rejection.rawValue)
        case .attemptBegan: frame.write(UInt8(2))
        case .attemptEnded(let outcome):
            frame.write(UInt8(3))
            frame.write(outcome.rawValue)
        case .workBegan: frame.write(UInt8(4))
        case .workEnded: frame.write(UInt8(5))
        }
        for value in [edge, host, number] { frame.write(value) }
        frame.write(key.bits)
        frame.write(parent.bits)
    }

    fileprivate init(_ frame: inout FrameReader) {
        let kind: Kind
        switch frame.byte() {
        case 0: kind = .callBegan
        case 1:
            kind = .callEnded(
                CallOutcome(rawValue: frame.byte())!, CallFact.Rejection(rawValue: frame.byte())!)
        case 2: kind = .attemptBegan
        case 3: kind = .attemptEnded(AttemptOutcome(rawValue: frame.byte())!)
        case 4: kind = .workBegan
        case 5: kind = .workEnded
        case let code: preconditionFailure("no step has the code \(code)")
        }
        self.init(
            kind: kind, edge: frame.int32(), host: frame.int32(), number: frame.int32(),
            key: Key(bits: frame.uint64()), parent: Key(bits: frame.uint64()))
    }
}

extension CircuitBreaker.Transition {
    fileprivate static let coded: [CircuitBreaker.Transition] = [.opened, .halfOpened, .closed]
    fileprivate var code: UInt8 {
        switch self {
        case .opened: 0
        case .halfOpened: 1
        case .closed: 2
        }
    }
    fileprivate init(code: UInt8) { self = Self.coded[Int(code)] }
}
