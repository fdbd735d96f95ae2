public import Timebase

/// The startup, liveness and readiness probes of one instance, and what they mean to it.
///
/// Kubernetes' rules: until the startup probe has succeeded the other two are not asked; a startup
/// or liveness probe that fails has the process started again; an instance gets traffic while its
/// readiness probe succeeds, beginning with no, and without one as soon as it has started. On
/// success of the startup probe readiness is asked at once. A value without timer: it says what it
/// waits for, and is told when that fires and what was answered.
/// - SeeAlso: Kubernetes, "Configure Liveness, Readiness and Startup Probes".
public struct Probes: Hashable, Sendable {
    /// Which probes there are.
    public struct Settings: Hashable, Sendable {
        public var startup: Probe.Settings?
        public var liveness: Probe.Settings?
        public var readiness: Probe.Settings?
        public init(
            startup: Probe.Settings? = nil, liveness: Probe.Settings? = nil,
            readiness: Probe.Settings? = nil
        ) {
            self.startup = startup
            self.liveness = liveness
            self.readiness = readiness
        }

        /// The settings of one of them.
        public subscript(kind: Probe.Kind) -> Probe.Settings? {
            switch kind {
            case .startup: startup
            case .liveness: liveness
            case .readiness: readiness
            }
        }

        /// Whether there is any.
        public var isEmpty: Bool { startup == nil && liveness == nil && readiness == nil }
        /// Whether an instance that runs may still be kept from its callers.
        public var gatesTraffic: Bool { startup != nil || readiness != nil }
    }

    /// What is to be done.
    public enum Action: Hashable, Sendable {
        /// Call ``fired(_:due:now:)``.
        case arm(Probe.Kind, at: Instant)
        /// Ask the instance, and call ``answered(_:number:success:now:)``.
        case ask(Probe.Kind, number: Int32)
        /// Nobody waits for the answer any more.
        case giveUp(Probe.Kind, number: Int32)
        /// It may get traffic, or no more.
        case becameReady, becameUnready
        /// Its process is to be started again.
        case restart(Probe.Kind)
    }

    private var probes: [Probe]
    /// The startup probe has succeeded, or there is none.
    public private(set) var hasStarted = false
    /// Whether it may get traffic, as far as the probes know.
    public private(set) var isReady = false

    public init(_ settings: Settings) {
        probes = Probe.Kind.allCases.compactMap { kind in settings[kind].map { Probe(kind, $0) } }
    }

    /// A process has begun.
    public mutating func begin(at now: Instant) -> [Action] {
        hasStarted = !probes.contains { $0.kind == .startup }
        isReady = hasStarted && !probes.contains { $0.kind == .readiness }
        return probes.indices.map { place in
            let first = now + probes[place].settings.initialDelay
            probes[place].begin(at: first)
            return .arm(probes[place].kind, at: first)
        }
    }

    /// A process that has long been well is taken over: each probe asks first after its share of
    /// its period, as kubelet does when it has just been started itself.
    ///
    /// - Parameter share: of the period, from 0 to below 1.
    public mutating func takeOver(
        at now: Instant, share: (Probe.Kind) -> Double
    ) -> [Action] {
        (hasStarted, isReady) = (true, true)
        return probes.indices.compactMap { place in
            let probe = probes[place]
            guard probe.kind != .startup else { return nil }
            let first = now + probe.settings.period * share(probe.kind)
            probes[place].begin(at: first)
            return .arm(probe.kind, at: first)
        }
    }

    /// The process is gone, or is to go.
    public mutating func end() {
        for place in probes.indices { probes[place].stop() }
        (hasStarted, isReady) = (false, false)
    }

    /// What was armed for `due` fires; anything else is ignored.
    public mutating func fired(_ kind: Probe.Kind, due: Instant, now: Instant) -> [Action] {
        guard let place = probes.firstIndex(where: { $0.kind == kind }) else { return [] }
        var actions: [Action] = []
        if probes[place].answerBy == due {
            let number = probes[place].number
            actions.append(.giveUp(kind, number: number))
            let effect = probes[place].answered(number, success: false)
            actions += settle(kind, effect, now: now)
        }
        if probes[place].dueAt == due { actions += tick(place, now: now) }
        return actions
    }

    /// An answer to the question of this number; any other is ignored.
    public mutating func answered(
        _ kind: Probe.Kind, number: Int32, success: Bool, now: Instant
    ) -> [Action] {
        guard let place = probes.firstIndex(where: { $0.kind == kind }) else { return [] }
        let effect = probes[place].answered(number, success: success)
        return settle(kind, effect, now: now)
    }

    private mutating func tick(_ place: Int, now: Instant) -> [Action] {
        let kind = probes[place].kind
        let isAllowed = (kind == .startup) != hasStarted
        let effect = probes[place].tick(isAllowed: isAllowed, now: now)
        let next = Action.arm(kind, at: probes[place].dueAt)
        guard case .ask(let number, let by) = effect else { return [next] }
        // The timeout first, so that one as long as the period ends before the next question.
        return [.arm(kind, at: by), .ask(kind, number: number), next]
    }

    private mutating func settle(
        _ kind: Probe.Kind, _ effect: Probe.Effect?, now: Instant
    ) -> [Action] {
        guard case .settled(let isWell) = effect else { return [] }
        switch (kind, isWell) {
        case (.startup, true): return started(now: now)
        case (.startup, false), (.liveness, false):
            end()
            return [.restart(kind)]
        case (.liveness, true): return []
        case (.readiness, let isWell):
            guard isReady != isWell else { return [] }
            isReady = isWell
            return [isWell ? .becameReady : .becameUnready]
        }
    }

    private mutating func started(now: Instant) -> [Action] {
        hasStarted = true
        guard let place = probes.firstIndex(where: { $0.kind == .readiness }) else {
            isReady = true
            return [.becameReady]
        }
        guard now >= probes[place].firstAt else { return [] }
        return tick(place, now: now)
    }
}
