import Faults
import Timebase

/// One direction of a proxied connection.
struct Lane {
    /// Bytes that are held back; nil while none are, which is nearly always.
    var line: DelayLine?
    /// What comes after the bytes that are held back.
    var ending = Ending.none
    /// Nothing passes any more.
    var isSwallowing = false
    /// The windows that fell on this connection, for what has no requests: with the delay that
    /// each drew for it.
    var hits: [Hit] = []
    /// Whether anything has passed.
    var hasCarried = false

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
}
