/// A growable list behind one pointer, of values that may own memory; freed with its owner.
@frozen
public struct Table<Element: ~Copyable>: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    @usableFromInline var capacity: Int
    public private(set) var count: Int

    public init(capacity: Int = 16) {
        self.capacity = max(1, capacity)
        base = .allocate(capacity: self.capacity)
        count = 0
    }

    /// A table of `count` elements, each made anew.
    public init(count: Int, make: () -> Element) {
        self.init(capacity: count)
        for _ in 0..<count { append(make()) }
    }

    deinit {
        base.deinitialize(count: count)
        base.deallocate()
    }

    public mutating func append(_ element: consuming Element) {
        if count == capacity {
            let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
            larger.moveInitialize(from: base, count: count)
            base.deallocate()
            base = larger
            capacity *= 2
        }
        (base + count).initialize(to: element)
        count += 1
    }

    /// Reads and writes in place: addressors, since a coroutine that is not inlined allocates.
    @inlinable
    public subscript(index: Int) -> Element {
        unsafeAddress {
            assert(index >= 0 && index < count, "index \(index) of \(count)")
            return UnsafePointer(base + index)
        }
        unsafeMutableAddress {
            assert(index >= 0 && index < count, "index \(index) of \(count)")
            return base + index
        }
    }

    @inlinable
    public subscript(index: Int32) -> Element {
        unsafeAddress {
            assert(index >= 0 && index < count, "index \(index) of \(count)")
            return UnsafePointer(base + Int(index))
        }
        unsafeMutableAddress {
            assert(index >= 0 && index < count, "index \(index) of \(count)")
            return base + Int(index)
        }
    }
}

extension Table {
    /// A table of `count` times the same value.
    public init(repeating element: Element, count: Int) {
        self.init(capacity: count)
        base.initialize(repeating: element, count: count)
        self.count = count
    }
}
