/// What is saved of a run, so that it can be scored and reported again without being run again.
///
/// One JSON object in one file: the texts that were read, what the command line changed about them,
/// and the ledgers. It holds no wall time, host name or absolute path, so that the same input,
/// seed and version give the same bytes on every machine.
///
/// Counters stand in flat arrays, a row of `columns` after a row of `columns`; a histogram lists
/// its filled buckets as pairs of (buckets since the one before, count); times are in nanoseconds.
public struct RecordingFile: Hashable, Sendable {
    /// The word and number by which a reader knows the format.
    public static let format = "chaos.recording/1"

    /// The version of the tool that wrote it.
    public var version: String
    /// The files that were read, the scenario first; see ``Source/name``.
    public var sources: [Source]
    /// What the command line changed, in its order.
    public var overrides: [Override]
    public var run: Recording
    /// The same scenario without its faults.
    public var control: Recording?
    /// The load raised until it saturates; only where the scenario overloads something.
    public var capacity: Recording?
    /// What protections did where nothing was wrong, an entry an edge that was asked.
    public var harmless: [HarmlessTraffic]

    public init(
        version: String, sources: [Source], overrides: [Override] = [], run: Recording,
        control: Recording? = nil, capacity: Recording? = nil, harmless: [HarmlessTraffic] = []
    ) {
        self.version = version
        self.sources = sources
        self.overrides = overrides
        self.run = run
        self.control = control
        self.capacity = capacity
        self.harmless = harmless
    }

    /// A file that the scenario was made of.
    public struct Source: Hashable, Sendable {
        /// As places and problems name it; never an absolute path.
        public var name: String
        public var text: String
        public init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// A flag that changed the scenario, with its value as it was given.
    public enum Override: Hashable, Sendable {
        /// `--set PATH=VALUE`.
        case set(String)
        /// `--without MECHANISM[@PLACE]`.
        case without(String)
    }
}

/// Why a file cannot be read as a recording.
public enum RecordingFileError: Error, Hashable, Sendable {
    /// It is not JSON, or JSON that says nothing about being a recording.
    case foreign
    /// A recording in another format than ``RecordingFile/format``.
    case otherFormat(String)
    /// It was a recording once; where, and what is wrong there.
    case damaged(at: String, String)
}

extension RecordingFileError: CustomStringConvertible {
    /// A clause that goes on from the file's name.
    public var description: String {
        switch self {
        case .foreign:
            "is not a recording; expected a recording.json that `chaos run` wrote"
        case .otherFormat(let format):
            "has the format \(format); this version reads \(RecordingFile.format), "
                + "so run the scenario again, or use the version that wrote it"
        case .damaged(let place, let what):
            "is a damaged recording: \(place.isEmpty ? "" : place + ": ")\(what)"
        }
    }
}
