import Chance
import Experiments
import Microservices
import Recordings
import Scenarios
import Sockets
import Timebase
import Topologies

/// One live run, from its first instance to its recording: performs the conductor's decisions,
/// sends the load, keeps the ledgers. Everything on one event loop.
final class LiveRun {
    let scenario: Scenario
    let seed: UInt64
    let options: LiveOptions
    let loop: EventLoop
    let station: Station
    let proxies: EdgeProxies
    var hosting: (any InstanceHosting)!
    var conductor: Conductor
    var load: LoadPlan
    var recorder: Recorder
    /// What is known of the user's programs.
    var programMeters: ProgramMeters
    var programWitness: ProgramWitness
    /// The clock by which the proxies began.
    let proxyClock: MonotonicClock
    /// The meters of this process at the last boundary.
    var lastReading: Reading
    private var clients: [[Int32]] = []
    private var openRequests = 0
    private var lateRequests = 0
    private(set) var stage = Stage.starting
    var isPerforming = false
    /// Instances that take requests before the run has begun.
    private var readyHosts: Set<Int32> = []
    private var failure: LiveError?
    /// How late each request of an open loop went out.
    private(set) var lateness = Histogram()
    private var callbacks: [(() -> Void)?] = []
    /// Questions of probes that are awaited.
    var inquiries: [ProbeName: Inquiry] = [:]
    private var cutAt: Instant?
    /// When the run began, in nanoseconds since 1970.
    private var date: Int64?
    private var watch: AbortWatch
    /// Which way requests went, where they are followed.
    var trail: Trail
    private var abortedBy: (condition: Int, stream: Int)?
    private let end: Instant
    private let mustEnd: Instant

    enum Stage { case starting, running, draining, finishing, over }

    /// How long the harness takes over the first request at most, once all is ready.
    private static let leadTime = Duration.milliseconds(20)
    /// How long after the last patience a run that does not drain is cut off.
    private static let drainLimit = Duration.seconds(5)
    private static let saveEvery = Duration.seconds(1)
    private static let pollEvery = Duration.milliseconds(50)

    init(
        _ scenario: Scenario, seed: UInt64, options: LiveOptions
    ) throws(LiveError) {
        self.scenario = scenario
        self.seed = seed
        self.options = options
        let schedule = FaultSchedule(scenario, seed: seed)
        do {
            loop = try EventLoop(clock: MonotonicClock())
            proxies = try EdgeProxies(
                scenario, planned: schedule.planned, clock: loop.clock,
                key: Key(seed: seed).child(.request))
        } catch {
            throw LiveError("cannot wait for sockets: \(error)")
        }
        station = Station(scenario, seed: seed, loop: loop)
        station.fleet.isTracing = options.isTraced
        programMeters = ProgramMeters(scenario.topology)
        programWitness = ProgramWitness(scenario)
        proxyClock = loop.clock
        end = .start + scenario.duration
        let patience = scenario.load.map(\.timeout).max() ?? .zero
        mustEnd = end + patience + LiveRun.drainLimit
        conductor = Conductor(
            scenario, schedule: schedule, key: Key(seed: seed), awaitsProcesses: true)
        load = LoadPlan(
            scenario, faults: &conductor.faults, key: Key(seed: seed), extent: .all)
        lastReading = Reading(
            serviceCount: scenario.topology.services.count, edgeCount: scenario.edgeCount)
        watch = AbortWatch(scenario)
        trail = Trail(scenario)
        recorder = Recorder(
            scenario,
            windows: Windows(
                duration: scenario.duration, warmup: scenario.warmup, faults: schedule.ledgers))
    }

    /// Runs to the end.
    func run() throws(LiveError) -> Recording {
        station.requestEnded = { [unowned self] in requestEnded($0) }
        loop.afterBatch = { [unowned self] in afterBatch() }
        arm(.poll, 0, at: loop.now)
        conductor.launchAll(now: .start)
        performConducted()
        if failure == nil { loop.run() }
        proxies.count(into: &conductor.faults)
        proxies.stop()
        warnOfShortages()
        hosting.close()
        if let failure { throw failure }
        trail.followAll()
        crossBoundaries(until: min(loop.now, mustEnd))
        bookReadings(at: loop.now)
        recorder.closeSteps()
        return recording
    }

    private func warnOfShortages() {
        let shortages = station.shortages
        guard shortages > 0 else { return }
        options.warn?(
            "no file descriptor was left, \(shortages) times: connections failed or waited for it; "
                + "raise the limit (ulimit -n)")
    }

    private var recording: Recording {
        var whole = Recording(
            of: scenario, engine: scenario.engine, seed: seed, recorder: recorder,
            conductor: conductor)
        programWitness.testify(to: &whole)
        whole.lateRequests = lateRequests
        whole.abortedBy = abortedBy?.condition
        whole.abortedStream = abortedBy?.stream
        whole.date = date
        if options.isTraced { whole.traces = trail.sample }
        return cutAt.map { whole.cut(at: $0) } ?? whole
    }

    /// Gives up: nothing of the run counts.
    func fail(_ error: LiveError) {
        if failure == nil { failure = error }
        stage = .over
        loop.stop()
    }

    /// Somebody wants the run to end: what was recorded until now is the recording.
    private func interrupt() {
        guard stage != .starting else {
            return fail(LiveError("interrupted before the run had begun"))
        }
        guard stage == .running else { return }
        cutOff()
    }

    private func cutOff() {
        cutAt = min(loop.now, end)
        finish()
    }

    /// Ends the run where it went too far.
    private func lookAfter() {
        guard stage == .running else { return }
        abortedBy = watch.secondPassed(now: loop.now)
        guard abortedBy == nil else { return cutOff() }
        arm(.watch, 0, at: loop.now + AbortWatch.period)
    }

    private func poll() {
        if options.isInterrupted?() == true { interrupt() }
        if hasBegun {
            bookExchanges()
            trail.follow(until: loop.now)
        }
        arm(.poll, 0, at: loop.now + LiveRun.pollEvery)
    }

    private func save() {
        guard stage == .running, let save = options.save else { return }
        crossBoundaries(until: loop.now)
        proxies.count(into: &conductor.faults)
        save(
            Recording(
                of: scenario, engine: scenario.engine, seed: seed, recorder: recorder,
                conductor: conductor
            ).cut(at: loop.now))
        arm(.save, 0, at: loop.now + LiveRun.saveEvery)
    }

    // MARK: the beginning

    /// An instance's process takes requests.
    func ready(_ host: Int32) {
        if let address = station.addresses.address(of: host) {
            proxies.setAddress(address, of: host)
        }
        proxies.setAccepting(true, host)
        if stage == .starting {
            readyHosts.insert(host)
            if readyHosts.count == conductor.platform.hostCount { begin() }
        } else {
            conductor.ready(Int(host), now: loop.now)
            performConducted()
        }
    }

    private func begin() {
        stage = .running
        let clock = MonotonicClock(startingIn: LiveRun.leadTime)
        loop.rebase(to: clock)
        date = clock.date
        hosting.begin(at: clock.origin)
        station.begin()
        for host in 0..<conductor.platform.hostCount { conductor.ready(host, now: .start) }
        performConducted()
        for (number, stream) in scenario.load.enumerated() {
            clients.append(
                (0..<stream.clients).map { index in
                    conductor.addClient()
                    return hosting.addClient(of: number, index: index)
                })
        }
        conductor.scheduleFaults()
        conductor.scheduleLooks()
        performConducted()
        arm(.loadStops, 0, at: end)
        arm(.mustEnd, 0, at: mustEnd)
        arm(.save, 0, at: .start + LiveRun.saveEvery)
        arm(.boundary, 0, at: recorder.boundaries.next)
        if !watch.isIdle { arm(.watch, 0, at: .start + AbortWatch.period) }
        for arming in load.first {
            arm(arming.isUser ? .user : .arrival, arming.number, at: arming.at)
        }
        for clients in clients {
            for client in clients { station.fleet.startProbes(of: client, now: .start) }
        }
        station.performActions()
    }

    func arm(_ timer: RunTimer, _ handle: Int32, at: Instant) {
        loop.arm(self, token: timer.token(handle), at: at)
    }

    /// Whether the clock of the run runs.
    var hasBegun: Bool { stage != .starting }

    /// Calls back on the loop after a while.
    func callBack(in time: Duration, _ body: @escaping () -> Void) {
        let number = callbacks.firstIndex { $0 == nil } ?? callbacks.count
        if number == callbacks.count { callbacks.append(nil) }
        callbacks[number] = body
        arm(.callback, Int32(number), at: loop.now + time)
    }

    // MARK: load

    private func send(_ request: LoadPlan.DueRequest, due: Instant) {
        openRequests += 1
        watch.requestSent(by: request.stream, due: due)
        if loop.now - due > Recording.lateAfter { lateRequests += 1 }
        if request.fault >= 0 { conductor.faults.ledgers[request.fault].requests += 1 }
        station.fleet.send(
            from: clients[request.stream][request.client], key: request.key, due: due,
            isExtra: request.fault >= 0, tag: request.user, now: loop.now)
        station.performActions()
    }

    private func requestEnded(_ fact: RequestFact) {
        openRequests -= 1
        watch.requestEnded(
            of: Int(fact.stream), due: fact.due, fact.outcome, now: loop.now)
        if fact.tag >= 0, let next = load.thinks(fact.tag, from: loop.now), stage == .running {
            arm(.user, fact.tag, at: next)
        }
        if stage == .draining, openRequests == 0 { finish() }
    }

    // MARK: the end

    private func stopLoad() {
        stage = .draining
        if openRequests == 0 { finish() }
    }

    private func finish() {
        guard stage == .running || stage == .draining else { return }
        stage = .finishing
        hosting.finish { [unowned self] in
            afterBatch()
            bookExchanges()
            bookSights()
            stage = .over
            loop.stop()
        }
    }
}

extension LiveRun: TimerTarget {
    func timerFired(token: UInt64, due: Instant) {
        guard stage != .over else { return }
        let handle = RunTimer.handle(of: token)
        switch RunTimer(token) {
        case .conductor(.look): look(at: Int(handle))
        case .conductor(let timer):
            conductor.timerFired(timer, handle: handle, due: due, now: loop.now)
            performConducted()
        case .arrival:
            guard stage == .running else { return }
            let (request, next) = load.arrival(handle)
            if let next { arm(.arrival, handle, at: next) }
            lateness.record(loop.refresh() - due)
            send(request, due: due)
        case .user:
            if stage == .running { send(load.request(of: handle), due: due) }
        case .loadStops: stopLoad()
        case .mustEnd: finish()
        case .boundary: boundary()
        case .save: save()
        case .poll: poll()
        case .watch: lookAfter()
        case .callback:
            let body = callbacks[Int(handle)]
            callbacks[Int(handle)] = nil
            body?()
        }
    }

    private func boundary() {
        crossBoundaries(until: loop.now)
        let next = recorder.boundaries.next
        if next < .never { arm(.boundary, 0, at: next) }
    }
}
