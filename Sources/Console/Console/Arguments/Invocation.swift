/// A command line that was understood: the command, its flags and its operands.
package struct Invocation: Sendable {
    package let command: Command
    package private(set) var operands: [String] = []
    private var given: [(flag: Flag, value: String)] = []

    init(_ command: Command) { self.command = command }

    mutating func add(_ operand: String) { operands.append(operand) }
    mutating func add(_ flag: Flag, _ value: String = "") { given.append((flag, value)) }

    /// Whether a flag was given.
    package func has(_ flag: Flag) -> Bool { given.contains { $0.flag == flag } }

    /// The value of a flag; the last one counts.
    package func value(of flag: Flag) -> String? { given.last { $0.flag == flag }?.value }

    /// Every value of a repeatable flag, in order.
    package func values(of flag: Flag) -> [String] {
        given.filter { $0.flag == flag }.map(\.value)
    }
}
