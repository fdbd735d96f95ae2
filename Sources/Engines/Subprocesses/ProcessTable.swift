import Glibc

/// The processes of this machine, as `/proc` shows them.
public enum ProcessTable {
    /// Who was started with this variable of this value, in ascending order; those that have ended
    /// and wait to be taken out of the table are not among them.
    ///
    /// It sees the processes of this user (root: of all), by the environment they began with.
    /// - SeeAlso: proc_pid_environ(5).
    public static func processes(with variable: String, being value: String) -> [Int32] {
        let entry = Array("\(variable)=\(value)".utf8)
        return all().filter { process in
            let environment = contents(of: "/proc/\(process)/environ")
            return environment.split(separator: 0).contains { $0 == entry[...] }
        }
    }

    /// The children of this process, those included that have ended and were not taken out yet.
    static func children() -> [Int32] {
        let own = "\(getpid())"
        return all().filter { process in
            // The name in brackets may hold anything; state and parent follow it.
            let line = String(decoding: contents(of: "/proc/\(process)/stat"), as: UTF8.self)
            guard let end = line.lastIndex(of: ")") else { return false }
            let fields = line[end...].split(separator: " ")
            return fields.count > 2 && fields[2] == own
        }
    }

    private static func all() -> [Int32] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var processes: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let process = Int32(name) { processes.append(process) }
        }
        return processes.sorted()
    }

    /// Empty when the process has ended or is another user's.
    private static func contents(of path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { return contents }
            contents += buffer.prefix(count)
        }
    }
}
