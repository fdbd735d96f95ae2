import Glibc

/// The bytes that the kernel did not take: nothing is allocated until there are some.
struct UnsentBytes: ~Copyable {
    private var storage: UnsafeMutableRawPointer?
    private var capacity = 0
    private var head = 0
    private var tail = 0

    deinit { storage?.deallocate() }

    var count: Int { tail - head }

    var bytes: UnsafeRawBufferPointer {
        guard let storage else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: storage + head, count: count)
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        makeRoom(for: bytes.count)
        memcpy(storage! + tail, source, bytes.count)
        tail += bytes.count
    }

    mutating func removeFirst(_ count: Int) {
        head += count
        if head == tail { removeAll() }
    }

    mutating func removeAll() {
        storage?.deallocate()
        storage = nil
        (capacity, head, tail) = (0, 0, 0)
    }

    private mutating func makeRoom(for more: Int) {
        guard tail + more > capacity else { return }
        let needed = count + more
        guard needed > capacity / 2 else {
            memmove(storage!, storage! + head, count)
            (head, tail) = (0, count)
            return
        }
        let larger = UnsafeMutableRawPointer.allocate(
            byteCount: max(needed, capacity * 2), alignment: 16)
        if let storage {
            memcpy(larger, storage + head, count)
            storage.deallocate()
        }
        capacity = max(needed, capacity * 2)
        (storage, head, tail) = (larger, 0, count)
    }
}
