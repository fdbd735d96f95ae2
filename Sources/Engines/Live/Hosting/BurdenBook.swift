import Faults
import Glibc
import Sockets
import Subprocesses

/// The burdens that faults have put beside instances, by window and host.
final class BurdenBook {
    private struct Place: Hashable {
        var window: Int
        var host: Int32
    }

    private let reaper: Reaper
    private let loop: EventLoop
    private var stressors: [Place: [Child]] = [:]
    private var cappedFolders: [Int32: CappedFolder] = [:]

    init(under reaper: Reaper, on loop: EventLoop) {
        self.reaper = reaper
        self.loop = loop
    }

    /// Caps an instance's own folder, so that its disk can be filled.
    func cap(_ folder: String, of host: Int32) throws(SystemError) {
        cappedFolders[host] = try CappedFolder(on: folder, isFirst: cappedFolders.isEmpty)
    }

    func put(_ kind: Fault.Kind, on host: Int32, window: Int) throws(LiveError) {
        do {
            if kind == .diskFull { try cappedFolders[host]?.fill() }
            stressors[Place(window: window, host: host)] = try Burden.burdens(of: kind).map {
                try Child(
                    starting: Program(
                        reaper.executable, arguments: $0.arguments, author: .ours), on: loop,
                    under: reaper)
            }
        } catch {
            throw LiveError("\(error)")
        }
    }

    func relieve(_ host: Int32, window: Int) {
        cappedFolders[host]?.relieve()
        for child in stressors.removeValue(forKey: Place(window: window, host: host)) ?? [] {
            child.send(SIGKILL)
        }
    }

    /// An instance has died: what it was burdened with goes with it.
    func relieveAll(of host: Int32) {
        for place in stressors.keys where place.host == host {
            relieve(host, window: place.window)
        }
    }
}
