import Glibc

/// Makes sure that someone's program ends with the run, and becomes that program.
///
/// Bound to its parent as ``dieWithParent()`` has it, it registers its process group with the
/// reaper before the program runs: from then on no crash of the controller leaves a grandchild.
/// - Parameter arguments: the parent's id, the reaper's descriptor, the program's path, and what
///   it finds as its arguments, its own name first.
/// - Returns: as a shell does, 127 when the program is missing and 126 when it cannot be run,
///   after saying so on standard error; otherwise it does not return.
public func runTrampoline(_ arguments: [String]) -> Int32 {
    guard arguments.count >= 4, let parent = pid_t(arguments[0]),
        let reaper = Int32(arguments[1])
    else { return 2 }
    dieWith(parent: parent)
    guard ReaperMessage.group(getpid()).send(to: reaper, waiting: true) else {
        say("the reaper is gone, without which no program is started")
        return 1
    }
    close(reaper)
    let path = arguments[2]
    var vector = arguments.dropFirst(3).map { strdup($0) } + [nil]
    execv(path, &vector)
    let code = errno
    say("cannot execute \(path): \(String(cString: strerror(code)))")
    return code == ENOENT ? 127 : 126
}

private func say(_ message: String) {
    _ = "chaos: \(message)\n".withCString { write(STDERR_FILENO, $0, strlen($0)) }
}
