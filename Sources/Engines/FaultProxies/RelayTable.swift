/// Every proxied connection, by a place that a timer can name after the connection is gone.
struct RelayTable {
    /// A slot and the generation of its tenant.
    struct Place {
        fileprivate let slot: UInt32
        fileprivate let generation: UInt32
        /// Below 2^63.
        var token: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
    }

    private struct Slot {
        var relay: Relay?
        var generation: UInt32 = 0
    }

    private var slots: [Slot] = []
    private var free: [UInt32] = []

    mutating func insert(_ relay: Relay) -> Place {
        let slot: UInt32
        if let reused = free.popLast() {
            slot = reused
        } else {
            slot = UInt32(slots.count)
            slots.append(Slot())
        }
        slots[Int(slot)].relay = relay
        return Place(slot: slot, generation: slots[Int(slot)].generation)
    }

    mutating func remove(_ place: Place) {
        slots[Int(place.slot)].relay = nil
        slots[Int(place.slot)].generation = (place.generation &+ 1) & 0x7FFF_FFFF
        free.append(place.slot)
    }

    func relay(of token: UInt64) -> Relay? {
        let slot = slots[Int(token & 0xFFFF_FFFF)]
        return UInt64(slot.generation) == token >> 32 ? slot.relay : nil
    }

    /// In order of their slots; a list of its own, so that they may be removed meanwhile.
    var all: [Relay] { slots.compactMap(\.relay) }
}
