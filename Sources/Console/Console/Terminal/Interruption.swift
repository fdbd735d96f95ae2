import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Ends the process at SIGINT, SIGTERM and SIGHUP, after cleaning up.
///
/// What is unfinished is removed, what is finished stays: a report is there whole or not at all.
/// A live run is first asked to end, so that what it recorded is reported; a second signal, or
/// ``patience`` without an end, ends the process all the same.
enum Interruption {
    /// How long a live run may take to undo its faults, end what it started, and be reported.
    private static let patience = DispatchTimeInterval.seconds(10)

    /// What a signal means now.
    private enum State {
        case endsAtOnce
        /// A live run is under way.
        case asksTheRun
        /// It was asked; the process then ends with this status.
        case asked(ExitStatus)
    }

    private static let state = Mutex(State.endsAtOnce)

    /// Watches for the signals until the process ends; a broken pipe is no signal but an error.
    static func watch() -> [any DispatchSourceSignal] {
        signal(SIGPIPE, SIG_IGN)
        let queue = DispatchQueue(label: "interruption", qos: .userInteractive)
        let statuses = [
            (SIGINT, ExitStatus.interrupted), (SIGTERM, .terminated), (SIGHUP, .hungUp),
        ]
        return statuses.compactMap { number, status in
            // What is ignored already stays so: nohup(1) says it that way.
            guard !isIgnored(number) else { return nil }
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                guard asksTheRun(status) else { end(status) }
                queue.asyncAfter(deadline: .now() + patience) { end(status) }
            }
            source.activate()
            return source
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        #if canImport(Darwin)
        let handler = unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self)
        #else
        let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        #endif
        return handler == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// While `body` runs a first signal only asks it to end; see ``asked``.
    static func asking<Value, Problem: Error>(
        _ body: () throws(Problem) -> Value
    ) throws(Problem) -> Value {
        state.withLock { $0 = .asksTheRun }
        defer {
            state.withLock { state in
                if case .asksTheRun = state { state = .endsAtOnce }
            }
        }
        return try body()
    }

    /// The status to end with, once a signal has asked for the end.
    static var asked: ExitStatus? {
        state.withLock { state in
            if case .asked(let status) = state { status } else { nil }
        }
    }

    /// Whether a live run was asked to end, rather than the process.
    private static func asksTheRun(_ status: ExitStatus) -> Bool {
        state.withLock { state in
            guard case .asksTheRun = state else { return false }
            state = .asked(status)
            return true
        }
    }

    /// The last word of a process that was interrupted.
    static func say() {
        _ = Terminal.write(Array("chaos: interrupted\n".utf8), to: STDERR_FILENO)
    }

    private static func end(_ status: ExitStatus) -> Never {
        OutputFile.removeUnfinished()
        say()
        _exit(status.rawValue)
    }
}
