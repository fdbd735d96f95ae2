public import Recordings
public import Scenarios
public import Scoring

/// Everything that the reports of one run are made from; equal inputs give equal bytes.
public struct ReportInput: Sendable {
    public var scenario: Scenario
    /// The scenario file as the user named it; never a path of the host.
    public var file: String
    /// The version of the tool.
    public var version: String
    /// The digest of the merged input.
    public var digest: String
    /// What the command line changed, a whole flag each: `--set load.checkout.rate=300`.
    public var overrides: [String]
    /// The merged input as JSON text, taken into the result as it stands; empty: unknown.
    public var inputText: String
    public var run: Recording
    /// The paired run without faults.
    public var control: Recording?
    /// The saturating run, under overload.
    public var capacity: Recording?
    public var scorecard: Scorecard
    /// What becomes of the system under other sizes of its fault; only when it was asked for.
    public var map: TriggerMap?

    public init(
        scenario: Scenario, file: String, version: String, digest: String = "",
        overrides: [String] = [], inputText: String = "", run: Recording,
        control: Recording? = nil, capacity: Recording? = nil, scorecard: Scorecard,
        map: TriggerMap? = nil
    ) {
        self.scenario = scenario
        self.file = file
        self.version = version
        self.digest = digest
        self.overrides = overrides
        self.inputText = inputText
        self.run = run
        self.control = control
        self.capacity = capacity
        self.scorecard = scorecard
        self.map = map
    }
}
