import Timebase

/// One probe of one instance: when it is asked, and what its answers come to.
///
/// kubelet's probe worker (`prober/worker.go`, 1.33): one question at a time, every `period` from
/// `initialDelay` after the process began; so many equal results in a row change what is believed.
/// A liveness or startup probe that has failed, or a startup probe that has succeeded, holds still
/// until there is a new process.
///
/// It departs in that a period that comes while an answer is awaited passes unused (kubelet asks
/// once more at once), and in that the ticks start with the process and not with the pod.
public struct Probe: Hashable, Sendable {
    /// What it decides: whether the process has started, is to be started again, may get traffic.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case startup, liveness, readiness
    }

    /// What a timer that fired, or an answer, leads to.
    enum Effect: Hashable, Sendable {
        case ask(number: Int32, by: Instant)
        /// What is believed from now on.
        case settled(Bool)
    }

    let kind: Kind
    let settings: Settings
    /// Of the question that is awaited, or was asked last.
    private(set) var number: Int32 = 0
    private(set) var dueAt = Instant.never
    private(set) var answerBy = Instant.never
    /// When it may be asked first.
    private(set) var firstAt = Instant.never
    private var last: Bool?
    private var run = 0

    init(_ kind: Kind, _ settings: Settings) {
        self.kind = kind
        self.settings = settings
    }

    /// A process has begun: asks first at this instant.
    mutating func begin(at first: Instant) {
        stop()
        (dueAt, firstAt) = (first, first)
    }

    /// Asks no more, and no longer waits.
    mutating func stop() {
        (last, run) = (nil, 0)
        (dueAt, answerBy) = (.never, .never)
        number &+= 1
    }

    /// The next question's time has come.
    ///
    /// - Parameter isAllowed: else this period passes unused.
    mutating func tick(isAllowed: Bool, now: Instant) -> Effect? {
        dueAt = now + settings.period
        guard isAllowed, answerBy == .never else { return nil }
        number &+= 1
        answerBy = now + settings.timeout
        return .ask(number: number, by: answerBy)
    }

    /// The question of this number was answered, or refused; nil when nobody waits for it.
    mutating func answered(_ number: Int32, success: Bool) -> Effect? {
        guard number == self.number, answerBy < .never else { return nil }
        answerBy = .never
        run = last == success ? run + 1 : 1
        last = success
        guard run >= (success ? settings.successThreshold : settings.failureThreshold) else {
            return nil
        }
        if kind == .startup || (kind == .liveness && !success) { stop() }
        return .settled(success)
    }
}
