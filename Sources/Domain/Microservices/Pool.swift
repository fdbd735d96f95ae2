/// Storage for values that come and go by the million: a handle each, reused when it is freed.
///
/// `Element` must be trivial (no references). A handle is valid from ``insert(_:)`` to
/// ``remove(_:)``; debug builds check it at every access. Memory follows the most that were ever
/// live at once.
@frozen
public struct Pool<Element>: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    /// For a free slot the next free one or `end`; for a live one `live`.
    @usableFromInline var links: UnsafeMutablePointer<Int32>
    @usableFromInline var capacity: Int
    @usableFromInline var firstFree: Int32
    /// Slots ever used: handles are below this.
    public internal(set) var highWater: Int
    /// Live elements.
    public private(set) var count: Int

    @usableFromInline static var live: Int32 { -2 }
    @usableFromInline static var end: Int32 { -1 }

    public init(capacity: Int = 64) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
        links = .allocate(capacity: capacity)
        firstFree = Pool.end
        highWater = 0
        count = 0
    }

    deinit {
        base.deallocate()
        links.deallocate()
    }

    /// Stores `element` and returns its handle; inlined, so that it is built where it will stay.
    @inline(__always)
    public mutating func insert(_ element: Element) -> Int32 {
        count += 1
        let handle = firstFree
        if handle >= 0 {
            firstFree = links[Int(handle)]
            links[Int(handle)] = Pool.live
            base[Int(handle)] = element
            return handle
        }
        if highWater == capacity { grow() }
        (base + highWater).initialize(to: element)
        links[highWater] = Pool.live
        highWater += 1
        return Int32(highWater - 1)
    }

    /// Frees a handle.
    @inline(__always)
    public mutating func remove(_ handle: Int32) {
        assert(isLive(handle), "handle \(handle) freed twice")
        links[Int(handle)] = firstFree
        firstFree = handle
        count -= 1
    }

    @inlinable
    public func isLive(_ handle: Int32) -> Bool {
        handle >= 0 && Int(handle) < highWater && links[Int(handle)] == Pool.live
    }

    /// Reads and writes in place: addressors, since a coroutine that is not inlined allocates.
    @inlinable
    public subscript(handle: Int32) -> Element {
        unsafeAddress {
            assert(links[Int(handle)] == Pool.live, "handle \(handle) is not live")
            return UnsafePointer(base + Int(handle))
        }
        unsafeMutableAddress {
            assert(links[Int(handle)] == Pool.live, "handle \(handle) is not live")
            return base + Int(handle)
        }
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: base, count: highWater)
        base.deallocate()
        base = larger
        let links = UnsafeMutablePointer<Int32>.allocate(capacity: capacity * 2)
        links.moveInitialize(from: self.links, count: highWater)
        self.links.deallocate()
        self.links = links
        capacity *= 2
    }
}
