public import Scenarios

/// Changes from the command line, applied after those of the files.
public struct Overrides: Hashable, Sendable {
    /// `PATH=VALUE`, such as `policies.careful.timeout=500ms`.
    public var set: [String]
    /// `MECHANISM`, `MECHANISM@SERVICE` or `MECHANISM@CALLER -> CALLEE`.
    public var without: [String]
    /// A file whose `objectives` and `mustFail` take the place of the scenario's.
    public var objectives: String?
    /// Leaves in what any `without` would take out: the protected twin of the scenario.
    public var isRestored: Bool
    public init(
        set: [String] = [], without: [String] = [], objectives: String? = nil,
        isRestored: Bool = false
    ) {
        self.set = set
        self.without = without
        self.objectives = objectives
        self.isRestored = isRestored
    }
}

/// Why a file could not be read.
public enum LoadFailure: Error, Hashable, Sendable {
    case missing, directory
    /// Another reason, as the operating system says it.
    case unreadable(String)

    /// A clause that goes on from the file's name, such as `does not exist`.
    public var spoken: String {
        switch self {
        case .missing: "does not exist"
        case .directory: "is a directory, not a file"
        case .unreadable(let reason): "cannot be read: \(escaped(reason, limit: 200))"
        }
    }
}

/// A file as it was read.
public struct SourceFile: Hashable, Sendable {
    /// As the user named it, or as it follows from what names it.
    public var path: String
    public var text: String
    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

/// A scenario that may run.
public struct Loaded: Sendable {
    public var scenario: Scenario
    /// What `check` warns about; none stops a run.
    public var warnings: [Problem]
    /// Every file read: the scenario first, then what it extends and their topologies.
    public var files: [SourceFile]
    /// The topology's file; nil when it stands in the scenario.
    public var topologyFile: String?
    /// The merged scenario with its topology, as canonical JSON that reads as the same scenario.
    public var input: String
    public var overrides: Overrides
}

/// Reads the scenario at `path` with all it refers to, or says everything that is wrong with it.
///
/// This room never looks at a file system: `load` gives the bytes of a path, which is `path` itself
/// or one that a file names, made relative to what the caller's own path is relative to.
public func readScenario(
    _ path: String, overrides: Overrides = Overrides(),
    load: (String) -> Result<[UInt8], LoadFailure>
) -> Result<Loaded, Problems> {
    withoutActuallyEscaping(load) { load in
        let sink = ProblemSink()
        var merger = Merger(load: load, sink: sink)
        guard let tree = merger.merge(path, overrides) else {
            return .failure(sink.problems.sorted())
        }
        var reader = ScenarioReader(tree, sink: sink)
        guard var scenario = reader.read() else { return .failure(sink.problems.sorted()) }
        scenario.without = merger.without
        scenario.places = tree.places()
        let warnings = Warnings(scenario, calls: reader.topology.calls).list()
        return .success(
            Loaded(
                scenario: scenario, warnings: warnings, files: merger.files,
                topologyFile: merger.topologyFile, input: tree.text(), overrides: overrides))
    }
}

extension SyntaxTree {
    /// Where each value stands, by key path.
    func places() -> [String: SourcePlace] {
        var places: [String: SourcePlace] = [:]
        collect(at: "", into: &places)
        return places
    }

    private func collect(at path: String, into places: inout [String: SourcePlace]) {
        if !path.isEmpty { places[path] = place }
        switch value {
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                element.collect(at: "\(path)[\(index)]", into: &places)
            }
        case .object(let members):
            for member in members {
                let step = KeyPath.step(member.key)
                member.value.collect(at: path.isEmpty ? step : "\(path).\(step)", into: &places)
            }
        default: break
        }
    }
}
