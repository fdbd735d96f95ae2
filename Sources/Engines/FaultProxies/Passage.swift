import Timebase

/// What becomes of the bytes of the message at hand.
struct Passage {
    var fate = Fate.pass
    /// What they go through besides.
    var shape: Shape?

    enum Fate: Equatable {
        case pass
        /// The message waits, once.
        case delay(Duration)
        /// Nothing of it passes.
        case swallow
        /// So many bytes of it pass, then the connection breaks off.
        case cut(after: Int)
    }

    /// Whether its bytes go on as they come.
    var isPlain: Bool { fate == .pass && shape == nil }
}
