import Chance
import Experiments
import Live
import Microservices
import Resilience
import Timebase
import XCTest

/// What a run and its instance processes say to each other arrives as it was said.
final class FrameTests: XCTestCase {
    /// The kind and the fields of a single message.
    private func opened(_ bytes: [UInt8]) -> (kind: UInt8, FrameReader) {
        let length = (0..<4).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
        XCTAssertEqual(bytes.count, 4 + length)
        return (bytes[4], FrameReader(bytes[5...]))
    }

    private func bytes(_ order: Order) -> [UInt8] {
        var frame = FrameWriter()
        order.write(to: &frame)
        return frame.bytes
    }

    private func bytes(_ notice: Notice) -> [UInt8] {
        var frame = FrameWriter()
        notice.write(to: &frame)
        return frame.bytes
    }

    /// Every field has another value, so that none can stand for another or be lost.
    private static let orders: [Order] = [
        .configure(definition: [1, 2, 255], seed: .max, host: 3, isTraced: true),
        .launch(host: 1, service: 2, index: 3), .client(stream: 4, index: -5),
        .address(host: 6, port: 65_535), .proxy(host: 7, edge: 8, port: 9), .listen,
        .begin(origin: .min), .serve(host: 10), .drain(host: 11),
        .warmUp(host: 12, factor: 1.5, ramp: .milliseconds(13)),
        .force(edge: 15, .metricsOnly), .query(number: 14),
        .stopWhenIdle, .finish,
    ]

    func test_everyOrderComesBack() {
        for order in Self.orders {
            let written = bytes(order)
            var (kind, frame) = opened(written)
            let read = Order(kind, &frame)
            XCTAssertEqual("\(read)", "\(order)")
            XCTAssertTrue(frame.isAtEnd, "\(order)")
            XCTAssertEqual(bytes(read), written)
        }
        XCTAssertEqual(Set(Self.orders.map { bytes($0)[4] }).count, Self.orders.count)
    }

    private static let facts: [Fact] = {
        let began = Instant(nanoseconds: 21)
        func call(_ rejection: CallFact.Rejection) -> Fact.What {
            .callEnded(
                CallFact(
                    edge: 1, attempts: 2, outcome: .fallback, first: .cancelled,
                    rejection: rejection, began: began))
        }
        let attempt = AttemptFact(
            edge: 3, callee: 9, outcome: .timedOut, isWithinPatience: true,
            callBegan: Instant(nanoseconds: 22), began: Instant(nanoseconds: 23))
        let rest: [Fact.What] = [
            call(.none), call(.bulkheadWhileFree), .attemptEnded(attempt), .retried(edge: 4),
            .breaker(edge: 5, caller: 6, .opened), .breaker(edge: 5, caller: 6, .halfOpened),
            .breaker(edge: 5, caller: 6, .closed), .marked(edge: 7, instance: 8, isUp: true),
            .marked(edge: 7, instance: 8, isUp: false),
            .ejected(edge: 10, instance: 11, caller: 14, isOut: true),
            .ejected(edge: 10, instance: 11, caller: 14, isOut: false),
            .panicked(edge: 12, caller: 13, isOn: true),
            .panicked(edge: 12, caller: 13, isOn: false),
        ]
        let steps: [TraceFact.Kind] = [
            .callBegan, .callEnded(.rejected, .bulkhead), .attemptBegan, .attemptEnded(.reset),
            .workBegan, .workEnded,
        ]
        let told = steps.map { kind in
            Fact.What.traced(
                TraceFact(
                    kind: kind, edge: 1, host: -1, number: 502, key: Key(bits: .max),
                    parent: Key(bits: 3)))
        }
        return (rest + told).enumerated().map {
            Fact(at: Instant(nanoseconds: Int64($0.offset)), what: $0.element)
        }
    }()

    func test_everyNoticeComesBack() {
        var reading = EdgeReading()
        reading.inFlightTime = 31
        reading.workTime = 32
        reading.wastedTime = 33
        reading.peak = 34
        reading.peakPerCaller = 35
        reading.staleAge = .nanoseconds(45)
        let gain = Gain(
            service: 36, totals: [37, -38], edges: [(39, reading), (40, EdgeReading())])
        let notices: [Notice] = [
            .ready, .facts(Self.facts), .facts([]), .reading(cell: 41, step: -1, gain),
            .totals(number: 42, [43, 44]), .stopped, .done,
        ]
        for notice in notices {
            let written = bytes(notice)
            var (kind, frame) = opened(written)
            let read = Notice(kind, &frame)
            XCTAssertEqual("\(read)", "\(notice)")
            XCTAssertTrue(frame.isAtEnd, "\(notice)")
            XCTAssertEqual(bytes(read), written)
        }
    }

    func test_severalMessagesStandOneBehindTheOther() {
        var frame = FrameWriter()
        for order in Self.orders { order.write(to: &frame) }
        XCTAssertEqual(frame.bytes, Self.orders.flatMap { bytes($0) })
        frame.clear()
        XCTAssertEqual(frame.bytes, [])
    }
}
