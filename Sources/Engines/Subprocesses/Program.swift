/// A program to be started: what, with what, where, and what becomes of its output.
public struct Program: Hashable, Sendable {
    /// Who makes sure that the process does not outlive the run's controller.
    public enum Author: Hashable, Sendable {
        /// A program of this package, which calls ``dieWithParent()`` first thing.
        case ours
        /// Anyone's: started through ``runTrampoline(_:)``, which does it in its place.
        case theirs
    }

    /// What the process finds in its environment besides ``RunMark/variable``.
    public enum Environment: Hashable, Sendable {
        /// That of this process, with these variables set over it.
        case inherited(setting: [String: String])
        /// These variables and no other.
        case only([String: String])
    }

    /// Where a standard stream of the process leads; its standard input is always empty.
    public enum Output: Hashable, Sendable {
        case discarded
        /// A file, made when it is missing, to which every write is appended.
        case appended(to: String)
        /// A descriptor of this process.
        case descriptor(Int32)
    }

    /// A name to be looked up in the program's `PATH`, or, with a slash, a path, which starts at
    /// ``workingDirectory``.
    public var executable: String
    /// Without the program's own name.
    public var arguments: [String]
    public var environment: Environment
    /// An absolute path or one from this process's own; nil: this process's own.
    public var workingDirectory: String?
    public var output: Output
    public var errors: Output
    /// Descriptors of this process by the number, 3 or more, under which the program finds them;
    /// it finds no others.
    public var descriptors: [Int32: Int32]
    public var author: Author

    public init(
        _ executable: String, arguments: [String] = [],
        environment: Environment = .inherited(setting: [:]), workingDirectory: String? = nil,
        output: Output = .discarded, errors: Output = .discarded,
        descriptors: [Int32: Int32] = [:], author: Author
    ) {
        precondition(
            descriptors.keys.allSatisfy { (3..<1000).contains($0) }, "numbers \(descriptors.keys)")
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.output = output
        self.errors = errors
        self.descriptors = descriptors
        self.author = author
    }
}
