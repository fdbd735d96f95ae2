import Sockets
import Subprocesses
import Timebase
import Topologies

/// Asks an instance of a program, again and again, whether it serves, until it does.
final class ReadinessCheck {
    private let loop: EventLoop
    private let readiness: CommandService.Readiness
    private let address: InternetAddress
    private let startCommand: ([String]) throws(SpawnError) -> Child
    private let onReady: () -> Void
    private var inquiry: Inquiry?
    private var command: Child?
    private var isOver = false
    /// Which try is under way; timers of others are ignored.
    private var number: UInt64 = 0
    /// What the last try met, as a clause.
    private(set) var lastFailure = "nothing has answered yet"

    private static let pause = Duration.milliseconds(20)
    /// How long one try may take.
    private static let patience = Duration.seconds(1)
    /// Timers are held by nobody else, so the loop's checks live until their last timer has fired.
    private var heldByTimers: [UInt64: ReadinessCheck] = [:]

    /// - Parameters:
    ///   - command: starts the command that tells readiness.
    ///   - onReady: called once.
    init(
        _ readiness: CommandService.Readiness, at address: InternetAddress, on loop: EventLoop,
        command: @escaping ([String]) throws(SpawnError) -> Child, onReady: @escaping () -> Void
    ) {
        self.readiness = readiness
        self.address = address
        self.loop = loop
        startCommand = command
        self.onReady = onReady
    }

    /// What is asked, for messages.
    var question: String {
        switch readiness {
        case .accepts: "a connection to \(address)"
        case .answers(let path): "GET \(path) at \(address)"
        case .command(let words): words.joined(separator: " ")
        }
    }

    func begin() { tryOnce() }

    func cancel() {
        isOver = true
        endTry()
    }

    private func tryOnce() {
        guard !isOver else { return }
        number += 1
        arm(after: ReadinessCheck.patience)
        switch readiness {
        case .accepts: inquire(nil)
        case .answers(let path): inquire(path)
        case .command(let words): run(words)
        }
    }

    private func inquire(_ path: String?) {
        inquiry = Inquiry(path, at: address, on: loop) { [weak self] problem in
            if let problem { self?.fail(problem) } else { self?.succeed() }
        }
    }

    private func run(_ words: [String]) {
        do throws(SpawnError) {
            command = try startCommand(words)
            command?.onExit = { [weak self] child in
                guard let self, child === command else { return }
                child.ending == .exited(0)
                    ? succeed() : fail("it \(child.ending.map { "\($0)" } ?? "ended")")
            }
        } catch {
            fail("\(error)")
        }
    }

    private func succeed() {
        guard !isOver else { return }
        isOver = true
        endTry()
        onReady()
    }

    private func fail(_ what: String) {
        guard !isOver else { return }
        lastFailure = what
        endTry()
        number += 1
        arm(after: ReadinessCheck.pause)
    }

    private func endTry() {
        inquiry?.cancel()
        inquiry = nil
        let ended = command
        command = nil
        ended?.send(9)
    }

    private func arm(after time: Duration) {
        heldByTimers[number] = self
        loop.arm(self, token: number, at: loop.refresh() + time)
    }
}

extension ReadinessCheck: TimerTarget {
    func timerFired(token: UInt64, due: Instant) {
        heldByTimers[token] = nil
        guard token == number, !isOver else { return }
        if inquiry != nil || command != nil {
            fail("no answer within \(ReadinessCheck.patience)")
        } else {
            tryOnce()
        }
    }
}
