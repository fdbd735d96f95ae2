import Dispatch

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Ends the process at SIGINT and SIGTERM, after cleaning up.
///
/// What is unfinished is removed, what is finished stays: a report is there whole or not at all.
enum Interruption {
    /// Watches for the signals until the process ends; a broken pipe is no signal but an error.
    static func watch() -> [any DispatchSourceSignal] {
        signal(SIGPIPE, SIG_IGN)
        let queue = DispatchQueue(label: "interruption", qos: .userInteractive)
        return [(SIGINT, ExitStatus.interrupted), (SIGTERM, .terminated)].map { number, status in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                OutputFile.removeUnfinished()
                _ = Terminal.write(Array("chaos: interrupted\n".utf8), to: STDERR_FILENO)
                _exit(status.rawValue)
            }
            source.activate()
            return source
        }
    }
}
