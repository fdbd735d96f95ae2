/// The version of the tool, as results and recordings state it; CHANGELOG.md says what is in it.
package let toolVersion = "0.1.0"

extension Command {
    static let version = Command(
        "version", summary: "show the version"
    ) { _, terminal throws(Failure) in
        try terminal.print("chaos \(toolVersion)")
        return .held
    }
}
