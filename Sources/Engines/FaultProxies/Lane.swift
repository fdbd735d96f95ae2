import Faults
import Timebase

/// One direction of a proxied connection.
struct Lane {
    /// Bytes that are held back; nil until some are, which is nearly always.
    private(set) var line: DelayLine?
    /// When the relay is told next that bytes are due.
    var armed = Instant.never
    /// What comes after the bytes that are held back.
    var ending = Ending.none
    /// Nothing passes any more.
    var isSwallowing = false
    /// Nothing comes out before.
    var notBefore = Instant.start
    /// What fell on this connection as a whole, where no requests are known.
    var hits: [Hit] = []
    /// What all bytes go through; of a connection without requests.
    var shape: Shape?

    /// A window that fell on a connection, with what it drew for it.
    struct Hit {
        let window: FaultWindow
        let verdict: Verdict
    }

    enum Ending {
        case none
        /// The source has finished (FIN).
        case finish
        /// The source has broken off (RST).
        case reset
    }

    var isHoldingBack: Bool { line.map { !$0.isEmpty } ?? false }
    var heldCount: Int { line?.byteCount ?? 0 }

    mutating func lineToAppend() -> DelayLine {
        let line = line ?? DelayLine()
        self.line = line
        return line
    }

    /// Lets nothing pass from now on, and forgets what is held back.
    mutating func swallow() {
        isSwallowing = true
        line = nil
        armed = .never
    }
}
