import HTTPWire
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
    private var connection: TCPConnection?
    private var command: Child?
    private var reader = ResponseReader()
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
        case .accepts, .answers:
            reader = ResponseReader()
            connection = TCPConnection(connectingTo: address, on: loop, delegate: self)
        case .command(let words): run(words)
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
        connection?.close()
        connection = nil
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
        if connection != nil || command != nil {
            fail("no answer within \(ReadinessCheck.patience)")
        } else {
            tryOnce()
        }
    }
}

extension ReadinessCheck: TCPDelegate {
    func connected(_ connection: TCPConnection) {
        guard case .answers(let path) = readiness else { return succeed() }
        var request: [UInt8] = []
        MessageWriter.requestLine(.get, Array(path.utf8), into: &request)
        MessageWriter.field("host", Array("\(address)".utf8), into: &request)
        MessageWriter.field("connection", "close", into: &request)
        MessageWriter.endHead(into: &request)
        reader.expect(.get)
        connection.send(request)
    }

    func received(_ bytes: UnsafeRawBufferPointer, on connection: TCPConnection) {
        var offset = 0
        while let event = reader.next(bytes, &offset) {
            guard case .head = event else {
                if case .failed(let problem) = event {
                    return fail("an answer that is no HTTP: \(problem)")
                }
                continue
            }
            let status = reader.head.status
            return status < 400 ? succeed() : fail("it answered \(status)")
        }
    }

    func peerFinished(_ connection: TCPConnection) { fail("it closed without an answer") }
    func drained(_ connection: TCPConnection) {}
    func closed(_ connection: TCPConnection, error: SystemError?) {
        fail(error.map { "\($0)" } ?? "it closed without an answer")
    }
}
