package import Chance

/// What stands under a key: a hash table for keys that are well mixed themselves, so that their
/// bits are their hash. Linear probing; what is removed lets those behind it move up, so that there
/// are no tombstones.
///
/// - SeeAlso: Knuth, *The Art of Computer Programming*, vol. 3, section 6.4, algorithms L and R.
package struct KeyTable<Value: BitwiseCopyable> {
    private struct Entry {
        var key: UInt64
        var value: Value
    }

    private var entries: [Entry?]
    private var mask: Int
    package private(set) var count = 0

    /// - Parameter capacity: how many it holds before it grows for the first time.
    package init(capacity: Int = 512) {
        var size = 16
        while size < 2 * capacity { size *= 2 }
        entries = Array(repeating: nil, count: size)
        mask = size - 1
    }

    /// The place at which a search for a key begins.
    private func home(_ key: UInt64) -> Int { Int(truncatingIfNeeded: key) & mask }

    package subscript(key: Key) -> Value? {
        var place = home(key.bits)
        while let entry = entries[place] {
            if entry.key == key.bits { return entry.value }
            place = (place + 1) & mask
        }
        return nil
    }

    package mutating func set(_ key: Key, _ value: Value) {
        if 2 * (count + 1) > entries.count { grow() }
        var place = home(key.bits)
        while let entry = entries[place], entry.key != key.bits { place = (place + 1) & mask }
        if entries[place] == nil { count += 1 }
        entries[place] = Entry(key: key.bits, value: value)
    }

    package mutating func remove(_ key: Key) {
        var place = home(key.bits)
        while let entry = entries[place], entry.key != key.bits { place = (place + 1) & mask }
        guard entries[place] != nil else { return }
        count -= 1
        var next = (place + 1) & mask
        while let entry = entries[next] {
            // Moves up unless its home lies behind the gap, up to where it is.
            let distance = (next - home(entry.key)) & mask
            if distance >= (next - place) & mask {
                entries[place] = entry
                place = next
            }
            next = (next + 1) & mask
        }
        entries[place] = nil
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: nil, count: 2 * old.count)
        mask = entries.count - 1
        count = 0
        for entry in old {
            if let entry { set(Key(bits: entry.key), entry.value) }
        }
    }
}
