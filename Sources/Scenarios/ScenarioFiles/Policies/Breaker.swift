import Resilience
import Timebase

extension ObjectTable {
    package static let breaker = ObjectTable(
        "Breaker", "Refuses calls to a failing dependency for a while, then lets probes through.",
        [
            KeyRow(
                "window", "[Breaker window](#breaker-window)", defaultText: "`{ calls: 100 }`",
                from: "resilience4j", "What the rates are taken over."),
            KeyRow(
                "minimumCalls", "count from 1", default: 100, from: "resilience4j",
                "No verdict before so many calls; clamped to a count window. Not with one of "
                    + "`consecutive` failures."),
            KeyRow(
                "failureRate", "ratio above 0", default: 0.5, from: "resilience4j",
                "Opens at this share of failures or above. Not with `consecutive`."),
            KeyRow(
                "slowCall", "[Slow call](#slow-call)", defaultText: "none",
                "Opens at a share of slow calls, too."),
            KeyRow(
                "openFor", "duration above zero, or [Open interval](#open-interval)",
                default: "60s", from: "resilience4j",
                "How long calls are refused before probes go through."),
            KeyRow(
                "halfOpenCalls", "count from 1",
                defaultText: "10; 1 with a window of `consecutive` failures",
                from: "resilience4j; Polly",
                "How many probes decide whether it closes."),
            KeyRow(
                "maxHalfOpen", "duration above zero", defaultText: "no limit",
                from: "resilience4j",
                "Opens again when the probes have not decided by then."),
            KeyRow(
                "record", "list of `timeout`, `refused`, `reset`, `5xx`, `4xx` and statuses",
                default: ["timeout", "refused", "reset", "5xx"],
                "What counts as a failure; any other outcome counts as a success."),
            KeyRow(
                "ignore", "list as for `record`", defaultText: "none", from: "resilience4j",
                "What counts as neither, though `record` may name its class."),
            KeyRow(
                "forced", "`open`, `disabled` or `metrics-only`", defaultText: "not forced",
                from: "resilience4j",
                "Held by hand: refuses all; lets all through; lets all through and counts."),
        ])

    package static let breakerWindow = ObjectTable(
        "Breaker window", "Exactly one of the three.",
        [
            KeyRow("calls", "count from 1", "The last so many results."),
            KeyRow("time", "duration of whole seconds", "The results of so long, in 1 s buckets."),
            KeyRow(
                "consecutive", "count from 1",
                "No rate: opens at so many failures in a row, as Polly 7 and Finagle (5)."),
        ])

    package static let openInterval = ObjectTable(
        "Open interval",
        "The n-th trip in a row lasts `base` · `factor`ⁿ⁻¹, at most `max`; closing begins anew.",
        [
            KeyRow("base", "duration above zero", required: true, "How long the first lasts."),
            KeyRow(
                "factor", "number from 1 to 100", default: 1.5, from: "resilience4j",
                "By how much each is longer than the one before."),
            KeyRow("max", "duration, at least `base`", defaultText: "no limit", "The longest."),
        ])

    package static let slowCall = ObjectTable(
        "Slow call", "When a call is slow, and how many slow calls are too many.",
        [
            KeyRow(
                "longerThan", "duration above zero", default: "60s", from: "resilience4j",
                "A call that took strictly longer is slow."),
            KeyRow(
                "rate", "ratio above 0", default: 1, from: "resilience4j",
                "Opens at this share of slow calls or above."),
        ])
}

extension Node {
    func breaker() -> CircuitBreaker.Settings? {
        guard let fields = Fields(self, .breaker) else { return nil }
        var settings = CircuitBreaker.Settings()
        if let window = fields["window"]?.breakerWindow() { settings.window = window }
        settings.minimumCalls = fields["minimumCalls"]?.count(in: 1...1_000_000) ?? 1
        settings.failureRate = fields["failureRate"]?.ratio(aboveZero: true) ?? 1
        settings.slowCall = fields["slowCall"]?.slowCall()
        fields["openFor"]?.openInterval(into: &settings)
        if case .consecutive = settings.window {
            settings.halfOpenCalls = 1
            fields.refuseIdle(
                ["minimumCalls", "failureRate"], "with a window of consecutive failures",
                expected: "a window of calls or time")
        }
        if let calls = fields["halfOpenCalls"]?.count(in: 1...1_000_000) {
            settings.halfOpenCalls = calls
        }
        settings.maxHalfOpen = fields["maxHalfOpen"]?.duration(aboveZero: true)
        if let record = fields["record"]?.conditions(mayBeRejected: false) {
            settings.record = record
        }
        if let ignore = fields["ignore"]?.conditions(mayBeRejected: false) {
            settings.ignore = ignore
        }
        fields.written("record")?.refuseConditions(within: settings.ignore)
        settings.forced = fields["forced"]?.word(CircuitBreaker.Forced.self)
        return settings
    }

    /// What is ignored is not recorded.
    private func refuseConditions(within ignored: Conditions) {
        for node in elements(expected: "a list") ?? [] {
            guard let one = node.condition(mayBeRejected: false), ignored.contains(one) else {
                continue
            }
            node.report(
                "\(node.name) is \(node.tree.spoken), which `ignore` takes out again",
                expected: "it in one of the two")
        }
    }

    private func breakerWindow() -> CircuitBreaker.Window? {
        guard let fields = Fields(self, .breakerWindow),
            let kind = fields.one(of: ["calls", "time", "consecutive"]), let value = fields[kind]
        else { return nil }
        if kind == "calls" { return value.count(in: 1...1_000_000).map { .calls($0) } }
        if kind == "consecutive" { return value.count(in: 1...1_000_000).map { .consecutive($0) } }
        guard let time = value.duration(aboveZero: true) else { return nil }
        guard time.nanoseconds % 1_000_000_000 == 0, time <= .seconds(3600) else {
            value.refuse(expected: "whole seconds up to one hour, such as \"10s\"")
            return nil
        }
        return .time(time)
    }

    private func openInterval(into settings: inout CircuitBreaker.Settings) {
        guard tree.members != nil else {
            settings.openFor = duration(aboveZero: true) ?? .zero
            return
        }
        guard let fields = Fields(self, .openInterval),
            let base = fields["base"]?.duration(aboveZero: true),
            let factor = fields["factor"]?.number(
                in: 1...100, expected: "a number from 1 to 100, such as 2")
        else { return }
        settings.openFor = base
        settings.openBackoff = CircuitBreaker.OpenBackoff(factor: factor)
        guard let node = fields["max"], let max = node.duration() else { return }
        guard max >= base else {
            node.refuse(expected: "at least the base, \"\(base)\"")
            return
        }
        settings.openBackoff?.max = max
    }

    private func slowCall() -> CircuitBreaker.SlowCall? {
        guard let fields = Fields(self, .slowCall) else { return nil }
        return CircuitBreaker.SlowCall(
            longerThan: fields["longerThan"]?.duration(aboveZero: true) ?? .zero,
            rate: fields["rate"]?.ratio(aboveZero: true) ?? 1)
    }
}
