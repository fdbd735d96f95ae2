import Chance
import Timebase

/// A request on a proxied connection, until its answer is whole.
struct Exchange {
    let began: Instant
    /// Of the draws for it; 0 when nobody asks.
    var key = Key(bits: 0)
    /// The calling instance, by host number; −1 when it is not known.
    var caller: Int32 = -1
    /// The endpoint's place in the route's list.
    var endpoint: Int?
    /// What `match` is held against; empty when nobody asks.
    var name = ""
    /// The status of our own answer to it, of which the callee knows nothing.
    var ownStatus: Int?
    /// Whether the last byte of the request has come.
    var isWhole = false
    /// Whether its end is in the records, since its caller has given up.
    var isNoted = false
}
