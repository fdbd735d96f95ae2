import ScenarioFiles

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where a scenario's files are read from, apart from what they are called in results.
///
/// Results hold no absolute path: a file named by one is called by its name alone, and what it
/// refers to is called relative to its folder.
struct SourceRoot {
    /// What is put in front of a name to open it; empty, or ends in a slash.
    let folder: String
    /// The scenario's name in places, problems and reports.
    let name: String

    init(scenario path: String) {
        guard path.hasPrefix("/"), let slash = path.lastIndex(of: "/") else {
            folder = ""
            name = path
            return
        }
        folder = String(path[...slash])
        name = String(path[path.index(after: slash)...])
    }

    /// The path by which a file can be opened from any folder.
    func absolute(_ name: String) -> String {
        if name.hasPrefix("/") { return name }
        guard folder.isEmpty else { return folder + name }
        guard let current = getcwd(nil, 0) else { return name }
        defer { free(current) }
        return String(cString: current) + "/" + name
    }

    /// The bytes of a file by the name that results give it.
    func load(_ name: String) -> Result<[UInt8], LoadFailure> {
        let path = name.hasPrefix("/") ? name : folder + name
        return FileBytes.read(path, limit: FileBytes.scenarioLimit)
    }
}
