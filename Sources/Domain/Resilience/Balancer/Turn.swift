/// Whose turn it is in one list of members.
struct Turn: Hashable, Sendable {
    /// Of round robin: the member picked last.
    var last: Int32?
    /// Of weighted round robin: how far each place is behind what it is owed.
    private var owed: [Double] = []

    init() {}

    /// Every place anew: the list has changed.
    mutating func setPlaces(_ owed: [Double]) { self.owed = owed }
    func owed(at place: Int) -> Double { place < owed.count ? owed[place] : 0 }

    /// The member after the one picked last, by id. So a member that comes or goes costs no other
    /// its turn, where a cursor modulo a changing count would.
    ///
    /// - Parameter offset: where it begins.
    mutating func next(_ members: UnsafeBufferPointer<Int32>, offset: Int) -> Int32 {
        guard let last else {
            let first = members[offset % members.count]
            self.last = first
            return first
        }
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if members[middle] <= last { low = middle + 1 } else { high = middle }
        }
        let next = members[low == members.count ? 0 : low]
        self.last = next
        return next
    }

    /// nginx's smooth weighted round robin (`ngx_http_upstream_get_peer`): each place is owed its
    /// weight, the one that is owed most is picked and owes them all. Weights 5, 1 and 1 give
    /// a a b a c a a.
    ///
    /// - Parameter weight: of each place, now.
    mutating func next(count: Int, weight: (Int) -> Double) -> Int {
        if owed.count != count { owed = Array(repeating: 0, count: count) }
        var best = 0
        var total = 0.0
        for place in 0..<count {
            let weight = weight(place)
            total += weight
            owed[place] += weight
            if owed[place] > owed[best] { best = place }
        }
        owed[best] -= total
        return best
    }
}
