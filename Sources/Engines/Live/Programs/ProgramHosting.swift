import Glibc
import Sockets
import Subprocesses
import Timebase
import Topologies

/// The instances of programs of the user's, and servers that run already.
final class ProgramHosting {
    private unowned let run: LiveRun
    private let reaper: Reaper
    private var instances: [Int32: ProgramInstance] = [:]
    private var folder: TemporaryFolder?
    private let announce: (Int32, UInt16) -> Void
    private var isOver = false
    private var onceOneHasEnded: (() -> Void)?

    /// How long a program has for ending by itself when it is asked to.
    private static let grace = Duration.seconds(5)

    /// - Parameter announce: tells everybody the port of a host.
    init(_ run: LiveRun, under reaper: Reaper, announce: @escaping (Int32, UInt16) -> Void) {
        self.run = run
        self.reaper = reaper
        self.announce = announce
    }

    /// The instance's own folder.
    func folder(of host: Int32) -> String { instances[host]!.folder }

    func owns(_ host: Int32) -> Bool { instances[host] != nil }

    /// Gives a new instance its port, folder, log and the addresses of those it calls.
    func launch(
        _ host: Int32, of service: ServiceID, index: Int, _ program: CommandService
    ) throws(LiveError) {
        let serviceName = run.scenario.topology.services[service].name
        let name = "\(serviceName)#\(index)"
        do throws(SystemError) {
            let doors = try run.proxies.open(behind: host, of: service)
            let ports = program.calls.map { call in
                doors.first { run.scenario.topology.edges[$0.edge].to == call.service }!.port
            }
            let place = ProgramInstance.Place(
                folder: try makeFolder(name), log: try logFile(name), doors: ports)
            instances[host] = ProgramInstance(
                host: host, name: name, program: program, port: try LentPort(), place: place)
        } catch {
            throw LiveError("\(name): \(error)")
        }
        announce(host, instances[host]!.port.port)
    }

    private func makeFolder(_ name: String) throws(SystemError) -> String {
        if folder == nil { folder = try TemporaryFolder(under: reaper) }
        let path = "\(folder!.path)/\(PlainFile.name(for: name))"
        try PlainFile.makeFolder(path)
        return path
    }

    private func logFile(_ name: String) throws(SystemError) -> String {
        guard let logs = run.options.logFolder else {
            return "\(folder!.path)/\(PlainFile.name(for: name)).log"
        }
        try PlainFile.makeFolder(logs)
        let path = "\(logs)/\(PlainFile.name(for: name)).log"
        try PlainFile.write([], to: path)
        return path
    }

    func start(_ host: Int32) throws(LiveError) {
        let instance = instances[host]!
        try instance.start(on: run.loop, under: reaper) { [unowned self] in
            run.ready(host)
        } onExit: { [unowned self] in
            ended(instance)
        }
        run.callBack(in: instance.program.readyWithin) { [weak self, weak child = instance.child] in
            guard let self, let child, instances[host]?.child === child else { return }
            isLate(instance)
        }
    }

    /// It has had all the time that it may take.
    private func isLate(_ instance: ProgramInstance) {
        guard !instance.isReady, !isOver, instance.child?.ending == nil else { return }
        if run.hasBegun {
            instance.child?.send(SIGKILL)
        } else {
            let limit = instance.program.readyWithin
            run.fail(instance.notReady("was not ready within \(limit)"))
        }
    }

    private func ended(_ instance: ProgramInstance) {
        if isOver {
            onceOneHasEnded?()
            return
        }
        let ending = instance.child?.ending.map { "\($0)" } ?? "ended"
        if instance.isStopping {
            instances[instance.host] = nil
            run.stopped(instance.host)
        } else if run.hasBegun {
            run.died(instance.host, held: 0, isAsked: instance.isKilled)
        } else {
            run.fail(instance.notReady("\(ending) before it was ready"))
        }
    }

    func kill(_ host: Int32) {
        instances[host]?.isKilled = true
        instances[host]?.child?.send(SIGKILL)
    }

    func pause(_ host: Int32) { instances[host]?.child?.send(SIGSTOP) }
    func resume(_ host: Int32) { instances[host]?.child?.send(SIGCONT) }

    /// Has it end by itself, or kills it when it does not.
    func stop(_ host: Int32) {
        guard let instance = instances[host] else { return }
        instance.isStopping = true
        instance.child?.terminate(grace: ProgramHosting.grace)
    }

    /// Asks all to end at the end of the run, so that what they would save is saved.
    func finish(within limit: Duration, onceOneHasEnded: @escaping () -> Void) {
        isOver = true
        self.onceOneHasEnded = onceOneHasEnded
        for instance in instances.values { instance.child?.terminate(grace: limit) }
    }

    /// Whether none runs.
    var haveEnded: Bool {
        instances.values.allSatisfy { $0.child == nil || $0.child?.ending != nil }
    }

    /// Kills all that is left.
    func close() {
        isOver = true
        for instance in instances.values { instance.child?.send(SIGKILL) }
        folder?.remove()
    }
}
