/// Who watches which descriptor, indexed by the descriptor, which the kernel keeps small.
///
/// The generation tells an event of a descriptor that was closed in the same batch, and whose
/// number is already another's, from one of its successor.
struct WatchTable: ~Copyable {
    private struct Watch {
        var handler: (any ReadinessHandler)?
        var generation: UInt32 = 0
    }

    private var watches: [Watch] = []

    /// - Returns: the generation to be carried by the descriptor's events.
    mutating func insert(_ handler: any ReadinessHandler, for descriptor: Int32) -> UInt32 {
        let place = Int(descriptor)
        while watches.count <= place { watches.append(Watch()) }
        precondition(watches[place].handler == nil, "descriptor \(descriptor) is watched already")
        watches[place].handler = handler
        watches[place].generation &+= 1
        return watches[place].generation
    }

    mutating func remove(_ descriptor: Int32) { watches[Int(descriptor)].handler = nil }

    func generation(of descriptor: Int32) -> UInt32 { watches[Int(descriptor)].generation }

    /// The handler; nil when the descriptor is no longer that of the event.
    func handler(of descriptor: Int32, generation: UInt32) -> (any ReadinessHandler)? {
        let watch = watches[Int(descriptor)]
        return watch.generation == generation ? watch.handler : nil
    }
}
