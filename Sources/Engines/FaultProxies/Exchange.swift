import Chance
import Timebase

/// A request on a proxied connection, until its answer is whole.
struct Exchange {
    let key: Key
    /// The calling instance, by host number; −1 when it is not known.
    let caller: Int32
    /// The endpoint's place in the route's list.
    let endpoint: Int?
    /// What `match` is held against; empty when nobody asks.
    let name: String
    let began: Instant
    /// The status of our own answer to it, of which the callee knows nothing.
    var ownStatus: Int?
    /// Whether the last byte of the request has come.
    var isWhole = false
    /// Whether its end is in the records, since its caller has given up.
    var isNoted = false
}
