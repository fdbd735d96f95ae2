import ScenarioFiles

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads files up to a limit, whatever they are.
enum FileBytes {
    /// The largest scenario or topology, 4 MiB; the largest shipped one has some 10 KiB.
    static let scenarioLimit = 4 << 20
    /// The largest recording, 1 GiB.
    static let recordingLimit = 1 << 30

    /// The bytes of a file; a pipe is read to its end, a device no further than the limit.
    static func read(_ path: String, limit: Int) -> Result<[UInt8], LoadFailure> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(LoadFailure(errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(LoadFailure(errno)) }
        guard status.st_mode & S_IFMT != S_IFDIR else { return .failure(.directory) }
        guard Int(status.st_size) <= limit else { return .failure(tooLarge(limit)) }
        return read(descriptor, expecting: Int(status.st_size), limit: limit)
    }

    private static func read(
        _ descriptor: Int32, expecting size: Int, limit: Int
    ) -> Result<[UInt8], LoadFailure> {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes { buffer in
                systemRead(descriptor, buffer)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return .failure(LoadFailure(errno)) }
            guard count > 0 else { return .success(bytes) }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { return .failure(tooLarge(limit)) }
        }
    }

    private static func tooLarge(_ limit: Int) -> LoadFailure {
        .unreadable("it is larger than \(limit >> 20) MiB")
    }
}

/// `read(2)`; its name is taken inside ``FileBytes``.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, buffer.baseAddress, buffer.count)
}

extension LoadFailure {
    /// From an error number of the operating system.
    fileprivate init(_ number: Int32) {
        self =
            switch number {
            case ENOENT: .missing
            case EISDIR: .directory
            default: .unreadable(String(cString: strerror(number)))
            }
    }
}
