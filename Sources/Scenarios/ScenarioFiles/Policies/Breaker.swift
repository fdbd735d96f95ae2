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
                "No verdict before so many calls; clamped to a count window."),
            KeyRow(
                "failureRate", "ratio above 0", default: 0.5, from: "resilience4j",
                "Opens at this share of failures or above."),
            KeyRow(
                "slowCall", "[Slow call](#slow-call)", defaultText: "none",
                "Opens at a share of slow calls, too."),
            KeyRow(
                "openFor", "duration above zero", default: "60s", from: "resilience4j",
                "How long calls are refused before probes go through."),
            KeyRow(
                "halfOpenCalls", "count from 1", default: 10, from: "resilience4j",
                "How many probes decide whether it closes."),
            KeyRow("forced", "`open`", defaultText: "not forced", "Held open by hand."),
        ])

    package static let breakerWindow = ObjectTable(
        "Breaker window", "Exactly one of the two.",
        [
            KeyRow("calls", "count from 1", "The last so many results."),
            KeyRow("time", "duration of whole seconds", "The results of so long, in 1 s buckets."),
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

private enum Forced: String, CaseIterable { case open }

extension Node {
    func breaker() -> CircuitBreaker.Settings? {
        guard let fields = Fields(self, .breaker) else { return nil }
        var settings = CircuitBreaker.Settings()
        if let window = fields["window"]?.breakerWindow() { settings.window = window }
        settings.minimumCalls = fields["minimumCalls"]?.count(in: 1...1_000_000) ?? 1
        settings.failureRate = fields["failureRate"]?.ratio(aboveZero: true) ?? 1
        settings.slowCall = fields["slowCall"]?.slowCall()
        settings.openFor = fields["openFor"]?.duration(aboveZero: true) ?? .zero
        settings.halfOpenCalls = fields["halfOpenCalls"]?.count(in: 1...1_000_000) ?? 1
        settings.forcedOpen = fields["forced"]?.word(Forced.self) == .open
        return settings
    }

    private func breakerWindow() -> CircuitBreaker.Window? {
        guard let fields = Fields(self, .breakerWindow),
            let kind = fields.one(of: ["calls", "time"]), let value = fields[kind]
        else { return nil }
        if kind == "calls" { return value.count(in: 1...1_000_000).map { .calls($0) } }
        guard let time = value.duration(aboveZero: true) else { return nil }
        guard time.nanoseconds % 1_000_000_000 == 0, time <= .seconds(3600) else {
            value.refuse(expected: "whole seconds up to one hour, such as \"10s\"")
            return nil
        }
        return .time(time)
    }

    private func slowCall() -> CircuitBreaker.SlowCall? {
        guard let fields = Fields(self, .slowCall) else { return nil }
        return CircuitBreaker.SlowCall(
            longerThan: fields["longerThan"]?.duration(aboveZero: true) ?? .zero,
            rate: fields["rate"]?.ratio(aboveZero: true) ?? 1)
    }
}
