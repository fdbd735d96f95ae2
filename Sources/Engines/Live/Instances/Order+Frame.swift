import Resilience
import Timebase

extension Order {
    package func write(to frame: inout FrameWriter) {
        frame.begin(kind)
        switch self {
        case .configure(let definition, let seed, let host, let isTraced):
            frame.write(definition)
            frame.write(seed)
            frame.write(host)
            frame.write(isTraced)
        case .launch(let host, let service, let index):
            for value in [host, service, index] { frame.write(value) }
        case .client(let stream, let index):
            for value in [stream, index] { frame.write(value) }
        case .address(let host, let port):
            frame.write(host)
            frame.write(Int(port))
        case .proxy(let host, let edge, let port):
            frame.write(host)
            frame.write(edge)
            frame.write(Int(port))
        case .begin(let origin): frame.write(origin)
        case .serve(let host), .drain(let host): frame.write(host)
        case .warmUp(let host, let factor, let ramp):
            frame.write(host)
            frame.write(factor)
            frame.write(ramp.nanoseconds)
        case .force(let edge, let forced):
            frame.write(edge)
            let code = forced.map { CircuitBreaker.Forced.allCases.firstIndex(of: $0)! }
            frame.write(code ?? -1)
        case .query(let number): frame.write(number)
        case .listen, .stopWhenIdle, .finish: break
        }
        frame.end()
    }

    private var kind: UInt8 {
        switch self {
        case .configure: 0
        case .launch: 1
        case .client: 2
        case .address: 3
        case .proxy: 4
        case .begin: 5
        case .serve: 6
        case .drain: 7
        case .warmUp: 8
        case .query: 9
        case .stopWhenIdle: 10
        case .finish: 11
        case .listen: 12
        case .force: 13
        }
    }

    package init(_ kind: UInt8, _ frame: inout FrameReader) {
        switch kind {
        case 0:
            self = .configure(
                definition: frame.data(), seed: frame.uint64(), host: frame.int32(),
                isTraced: frame.bool())
        case 1:
            self = .launch(host: frame.int32(), service: frame.int32(), index: frame.int32())
        case 2: self = .client(stream: frame.int32(), index: frame.int32())
        case 3:
            self = .address(host: frame.int32(), port: UInt16(truncatingIfNeeded: frame.int()))
        case 4:
            self = .proxy(
                host: frame.int32(), edge: frame.int32(),
                port: UInt16(truncatingIfNeeded: frame.int()))
        case 5: self = .begin(origin: frame.int64())
        case 6: self = .serve(host: frame.int32())
        case 7: self = .drain(host: frame.int32())
        case 8:
            self = .warmUp(
                host: frame.int32(), factor: frame.double(),
                ramp: .nanoseconds(frame.int64()))
        case 9: self = .query(number: frame.int64())
        case 10: self = .stopWhenIdle
        case 11: self = .finish
        case 12: self = .listen
        case 13:
            let edge = frame.int32()
            let code = frame.int()
            self = .force(edge: edge, code < 0 ? nil : CircuitBreaker.Forced.allCases[code])
        default: preconditionFailure("no order has the kind \(kind)")
        }
    }
}
