import Faults
import Glibc
import Sockets
import Subprocesses
import Timebase

/// What takes processor time or memory beside an instance, as a process of its own: it competes
/// with the instance and with nothing of the harness, and its end gives all back.
///
/// - SeeAlso: Chaos Mesh's StressChaos, which runs such a process beside the container's own.
enum Burden: Equatable {
    /// One core, for a share of the time.
    case core(share: Double)
    /// So many bytes a second, up to a limit.
    case memory(rate: Int, limit: Int)

    /// The command of this executable.
    static let command = "burden"

    /// What a fault puts beside each instance; nothing for one that is no burden.
    static func burdens(of kind: Fault.Kind) -> [Burden] {
        switch kind {
        case .cpu(let cores):
            let whole = Int(cores)
            let rest = cores - Double(whole)
            return Array(repeating: .core(share: 1), count: whole)
                + (rest > 0 ? [.core(share: rest)] : [])
        case .memory(let rate, let limit):
            return [.memory(rate: Int(rate.bytes), limit: Int(limit.bytes))]
        default: return []
        }
    }

    var arguments: [String] {
        switch self {
        case .core(let share): [Burden.command, "core", "\(share)"]
        case .memory(let rate, let limit): [Burden.command, "memory", "\(rate)", "\(limit)"]
        }
    }

    init?(arguments: [String]) {
        switch arguments.first {
        case "core":
            guard arguments.count == 2, let share = Double(arguments[1]) else { return nil }
            self = .core(share: share)
        case "memory":
            guard arguments.count == 3, let rate = Int(arguments[1]),
                let limit = Int(arguments[2])
            else { return nil }
            self = .memory(rate: rate, limit: limit)
        default: return nil
        }
    }

    /// Weighs until the process is killed.
    func run() -> Never {
        switch self {
        case .core(let share): Burden.burn(share)
        case .memory(let rate, let limit): Burden.leak(rate: rate, limit: limit)
        }
    }

    /// In slices of 10 ms.
    private static func burn(_ share: Double) -> Never {
        let clock = MonotonicClock()
        var slice = clock.now()
        while true {
            let busyUntil = slice + .milliseconds(10) * share
            while clock.now() < busyUntil {}
            slice = slice + .milliseconds(10)
            let left = (slice - clock.now()).nanoseconds / 1_000
            if left > 0 { usleep(UInt32(left)) }
        }
    }

    /// Ten times a second another piece, touched so that it is really taken.
    private static func leak(rate: Int, limit: Int) -> Never {
        var taken = 0
        while true {
            let piece = min(rate / 10, limit - taken)
            if piece > 0 {
                let memory = UnsafeMutableRawPointer.allocate(byteCount: piece, alignment: 4096)
                memset(memory, 1, piece)
                taken += piece
            }
            usleep(100_000)
        }
    }
}
