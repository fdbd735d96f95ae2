import Foundation

/// What this process holds, as the kernel counts it.
enum OwnProcess {
    /// Open descriptors.
    static func descriptors() -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.count - 1  // The folder itself, while it is read.
    }

    /// Bytes in memory.
    static func residentMemory() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(getpagesize())
    }

    /// Runs `body` with room for so many more descriptors than are open.
    static func with<Answer>(freeDescriptors count: Int, _ body: () throws -> Answer) rethrows
        -> Answer
    {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let restored = limit
        // Numbers below the limit are given out, the lowest first, so gaps count as room too.
        limit.rlim_cur = rlim_t(lowestFree() + count)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        defer {
            var restored = restored
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &restored)
        }
        return try body()
    }

    /// The number that the next descriptor would have.
    private static func lowestFree() -> Int {
        let next = dup(0)
        close(next)
        return Int(next)
    }
}
