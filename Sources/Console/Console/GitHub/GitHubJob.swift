#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The job of GitHub Actions in which the program runs, as its runner's environment says.
///
/// - SeeAlso: GitHub Docs, "Variables", *Default environment variables*.
struct GitHubJob {
    /// The file to which a step appends its summary; empty: there is none.
    let summary: String
    /// What leads from the repository to the current folder; empty, or ends in a slash.
    let folder: String

    /// Nil elsewhere.
    init?() {
        guard Terminal.variable("GITHUB_ACTIONS") == "true" else { return nil }
        summary = Terminal.variable("GITHUB_STEP_SUMMARY")
        folder = Self.folder(below: Terminal.variable("GITHUB_WORKSPACE"))
    }

    private static func folder(below workspace: String) -> String {
        guard !workspace.isEmpty, let current = getcwd(nil, 0) else { return "" }
        defer { free(current) }
        let here = String(cString: current) + "/"
        let root = workspace.hasSuffix("/") ? workspace : workspace + "/"
        return here.hasPrefix(root) ? String(here.dropFirst(root.count)) : ""
    }
}
