import Chance
import Resilience
import Timebase
import XCTest

/// kubelet's probes: when they ask, and what answers come to.
final class ProbesTests: XCTestCase {
    private func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

    /// Every 10 s with 1 s of patience; three failures count, and so many successes.
    private func probe(delay: Double = 0, successes: Int = 1) -> Probe.Settings {
        Probe.Settings(
            initialDelay: .nanoseconds(Int64(delay * 1e9)), successThreshold: successes)
    }

    /// Runs probes by their own timers: `answer` says after how long, and how, or nil for silence.
    private struct Bench {
        var probes: Probes
        var log: [String] = []
        private var timers: [(Probe.Kind, Instant)] = []
        let answer: (Probe.Kind, Instant) -> (after: Double, isWell: Bool)?

        init(
            _ settings: Probes.Settings, begunAt: Instant = .start + .seconds(100),
            answer: @escaping (Probe.Kind, Instant) -> (after: Double, isWell: Bool)?
        ) {
            probes = Probes(settings)
            self.answer = answer
            take(probes.begin(at: begunAt), now: begunAt)
        }

        private mutating func take(_ actions: [Probes.Action], now: Instant) {
            for action in actions {
                switch action {
                case .arm(let kind, let at): timers.append((kind, at))
                case .ask(let kind, let number):
                    log.append("\(now.seconds) \(kind)?")
                    guard let (after, isWell) = answer(kind, now), after < 1 else { continue }
                    let then = now + .nanoseconds(Int64(after * 1e9))
                    take(
                        probes.answered(kind, number: number, success: isWell, now: then),
                        now: then)
                case .giveUp(let kind, _): log.append("\(now.seconds) \(kind) late")
                case .becameReady: log.append("\(now.seconds) ready")
                case .becameUnready: log.append("\(now.seconds) unready")
                case .restart(let kind): log.append("\(now.seconds) restart by \(kind)")
                }
            }
        }

        mutating func run(until end: Instant) {
            while let next = timers.map(\.1).min(), next < end {
                let place = timers.firstIndex { $0.1 == next }!
                let (kind, due) = timers.remove(at: place)
                take(probes.fired(kind, due: due, now: due), now: due)
            }
        }
    }

    func test_liveness_restarts_at_the_third_failure_in_a_row_and_asks_no_more() {
        // Asked at 100, 110, 120, …; the answers at 110 and 120 are bad, at 130 good, then bad.
        var bench = Bench(.init(liveness: probe())) { _, now in
            (0.1, [100, 130].contains(now.seconds))
        }
        bench.run(until: at(300))
        XCTAssertEqual(
            bench.log,
            ["100.0 liveness?", "110.0 liveness?", "120.0 liveness?", "130.0 liveness?"]
                + ["140.0 liveness?", "150.0 liveness?", "160.0 liveness?"]
                + ["160.1 restart by liveness"])
    }

    func test_silence_is_a_failure_after_the_timeout() {
        var bench = Bench(.init(liveness: probe(delay: 5))) { _, _ in nil }
        bench.run(until: at(300))
        XCTAssertEqual(
            bench.log,
            ["105.0 liveness?", "106.0 liveness late", "115.0 liveness?", "116.0 liveness late"]
                + ["125.0 liveness?", "126.0 liveness late", "126.0 restart by liveness"])
    }

    func test_readiness_begins_with_no_and_needs_its_successes_in_a_row() {
        // Well until 130 s, then not, then well again from 170 s on; two successes in a row.
        var bench = Bench(.init(readiness: probe(successes: 2))) { _, now in
            (0, now.seconds < 130 || now.seconds >= 170)
        }
        XCTAssertFalse(bench.probes.isReady)
        bench.run(until: at(200))
        XCTAssertEqual(
            bench.log.filter { !$0.hasSuffix("?") },
            ["110.0 ready", "150.0 unready", "180.0 ready"]
        )
    }

    func test_startup_holds_the_others_off_and_then_asks_readiness_at_once() {
        // It starts within 25 s: the probes at 100, 110 and 120 fail, the one at 130 s succeeds;
        // with a threshold of 4 that is in time.
        var startup = probe()
        startup.failureThreshold = 4
        var bench = Bench(
            .init(startup: startup, liveness: probe(), readiness: probe())
        ) { _, now in (0, now.seconds >= 125) }
        bench.run(until: at(145))
        XCTAssertEqual(
            bench.log,
            ["100.0 startup?", "110.0 startup?", "120.0 startup?", "130.0 startup?"]
                + ["130.0 readiness?", "130.0 ready", "130.0 liveness?"]
                + ["140.0 readiness?", "140.0 liveness?"])
    }

    func test_startup_that_fails_too_often_restarts() {
        var bench = Bench(.init(startup: probe(), readiness: probe())) { _, _ in (0, false) }
        bench.run(until: at(300))
        XCTAssertEqual(bench.log.last, "120.0 restart by startup")
        XCTAssertEqual(bench.log.count, 4)
    }

    func test_liveness_alone_kills_what_takes_long_to_start() {
        // 30 s of start-up: asked at 0, 10 and 20 s of its life, dead at 20 s.
        var bench = Bench(.init(liveness: probe())) { _, now in (0, now.seconds >= 130) }
        bench.run(until: at(300))
        XCTAssertEqual(bench.log.last, "120.0 restart by liveness")
    }

    func test_without_readiness_it_is_ready_when_it_has_started() {
        let live = Bench(.init(liveness: probe())) { _, _ in (0, true) }
        XCTAssertTrue(live.probes.isReady)
        var started = Bench(.init(startup: probe())) { _, now in (0, now.seconds >= 110) }
        XCTAssertFalse(started.probes.isReady)
        started.run(until: at(200))
        XCTAssertEqual(started.log, ["100.0 startup?", "110.0 startup?", "110.0 ready"])
    }

    func test_what_was_answered_late_or_before_a_new_process_is_ignored() {
        var probes = Probes(.init(readiness: probe()))
        _ = probes.begin(at: at(0))
        XCTAssertEqual(
            probes.fired(.readiness, due: at(0), now: at(0)),
            [
                .arm(.readiness, at: at(1)), .ask(.readiness, number: 2),
                .arm(.readiness, at: at(10)),
            ])
        XCTAssertEqual(
            probes.fired(.readiness, due: at(1), now: at(1)), [.giveUp(.readiness, number: 2)])
        XCTAssertEqual(probes.answered(.readiness, number: 2, success: true, now: at(2)), [])
        _ = probes.fired(.readiness, due: at(10), now: at(10))
        _ = probes.begin(at: at(10.5))
        XCTAssertEqual(probes.answered(.readiness, number: 3, success: true, now: at(10.6)), [])
        XCTAssertEqual(probes.fired(.readiness, due: at(20), now: at(20)), [])
        XCTAssertEqual(probes.fired(.liveness, due: at(20), now: at(20)), [])
    }

    func test_what_is_taken_over_is_ready_and_asked_after_its_share_of_the_period() {
        var probes = Probes(.init(startup: probe(), liveness: probe(), readiness: probe()))
        let actions = probes.takeOver(at: .start) { $0 == .liveness ? 0.25 : 0.5 }
        XCTAssertEqual(actions, [.arm(.liveness, at: at(2.5)), .arm(.readiness, at: at(5))])
        XCTAssertTrue(probes.isReady && probes.hasStarted)
    }

    /// A probe's verdict is that of its last so many results, read off a list.
    func test_results_count_as_in_a_list_over_seeds() {
        for seed in 0..<300 {
            var draws = Generator(Key(seed: UInt64(seed)))
            let (up, down) = (1 + draws.below(3), 1 + draws.below(4))
            let results = (0..<60).map { _ in draws.happens(0.6) }
            var settings = probe(successes: up)
            settings.failureThreshold = down
            var bench = Bench(.init(readiness: settings)) { _, now in
                (0, results[Int((now.seconds - 100) / 10)])
            }
            bench.run(until: at(699))
            var (isReady, log): (Bool, [String]) = (false, [])
            for place in results.indices {
                let now = Double(100 + place * 10)
                let wanted = results[place]
                let row = results[...place].reversed().prefix { $0 == wanted }.count
                if row >= (wanted ? up : down), isReady != wanted {
                    isReady = wanted
                    log.append("\(now) \(wanted ? "ready" : "unready")")
                }
            }
            XCTAssertEqual(bench.log.filter { !$0.hasSuffix("?") }, log, "seed \(seed)")
        }
    }
}
