import CLinux
import Glibc
public import Sockets

/// A number in memory that a process shares with the one that started it: true to its last instant,
/// even when it is killed.
public final class LastingCount {
    /// Of the memory, for the process to inherit.
    public let descriptor: Int32
    private let memory: UnsafeMutableRawPointer

    private static let size = 4096

    /// A count of 0.
    ///
    /// - Throws: when there is no descriptor or memory left.
    public init() throws(SystemError) {
        descriptor = chaos_memory_file("chaos-count")
        guard descriptor >= 0 else { throw .last("memfd_create") }
        guard ftruncate(descriptor, LastingCount.size) == 0,
            let memory = LastingCount.map(descriptor)
        else {
            let error = SystemError.last("mmap")
            close(descriptor)
            throw error
        }
        self.memory = memory
    }

    /// The count of the process that started this one; nil when the descriptor is none of one.
    public init?(descriptor: Int32) {
        guard let memory = LastingCount.map(descriptor) else { return nil }
        self.descriptor = descriptor
        self.memory = memory
    }

    deinit {
        munmap(memory, LastingCount.size)
        close(descriptor)
    }

    private static func map(_ descriptor: Int32) -> UnsafeMutableRawPointer? {
        let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        return memory == MAP_FAILED ? nil : memory
    }

    /// The number as it stands.
    public func get() -> Int { memory.load(as: Int.self) }
    /// Sets the number.
    public func set(_ count: Int) { memory.storeBytes(of: count, as: Int.self) }
}
