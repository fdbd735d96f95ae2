#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The program that runs.
enum Executable {
    /// Its file, to start instances from; as it was called where the system does not say.
    static var path: String {
        let called = CommandLine.arguments.first ?? "chaos"
        guard let resolved = realpath("/proc/self/exe", nil) else { return called }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
