import Scenarios
import Scoring

/// Workflow commands of GitHub's runner that put what did not hold beside its line in the files of
/// a pull request: `::error file=a.json5,line=3,title=up::availability of users was …`.
///
/// - Parameter folder: what leads from the repository to where the files are named from; empty, or
///   ends in a slash.
/// - SeeAlso: GitHub Docs, "Workflow commands for GitHub Actions"; escaping as in `@actions/core`.
public func annotations(_ input: ReportInput, folder: String = "") -> [String] {
    let stories = input.scorecard.objectives.map { ObjectiveStory($0, in: input.scenario) }
    let run = SourcePlace(file: input.file, line: 1, column: 1)
    let isVoid = input.scorecard.verdict == .inconclusive
    let void = (isVoid ? input.scorecard.voidReasons : []).map { reason in
        Annotation(level: .error, place: run, title: "the run decides nothing", lines: [reason])
    }
    let worse = (input.comparison?.regressions ?? []).map { line in
        Annotation(
            level: .error, place: run, title: "regressed",
            lines: [
                "\(line.gauge.owner) \(line.gauge.metric) is worse than in "
                    + (input.comparison?.against ?? "")
            ])
    }
    let told = stories.compactMap { Annotation($0, in: input, run: run) }
    return (void + told + worse).sorted { $0.level.rawValue < $1.level.rawValue }
        .map { $0.command(folder: folder) }
}

/// The command for a scenario that could not be run.
public func annotation(file: String, failure: String, folder: String = "") -> String {
    let lines = failure.split(separator: "\n").map(String.init)
    return Annotation(
        level: .error, place: SourcePlace(file: file, line: 1, column: 1), title: "not run",
        lines: lines
    ).command(folder: folder)
}

/// One of them.
struct Annotation {
    /// GitHub shows ten of each in a step; the first ones count.
    enum Level: Int {
        case error, warning

        var word: String { self == .error ? "error" : "warning" }
    }

    let level: Level
    private let place: SourcePlace
    private let title: String
    private let lines: [String]

    init(level: Level, place: SourcePlace, title: String, lines: [String]) {
        self.level = level
        self.place = place
        self.title = title
        self.lines = lines
    }

    /// What is to be said of an objective; nil where it came out as it should.
    init?(_ story: ObjectiveStory, in input: ReportInput, run: SourcePlace) {
        switch story.standing {
        case .held, .missedAsAsked: return nil
        case .missed, .undecided, .heldThoughAsked: level = .error
        case .warned, .unjudged: level = .warning
        }
        place = story.place.flatMap { $0.line > 0 ? $0 : nil } ?? run
        title = story.objective.id
        var lines = [story.sentence]
        if let began = FailureStory(firstIn: input, of: story.objective.of) {
            lines.append("began: \(began.links.joined(separator: " → "))")
            if let place = began.place { lines.append("its setting: \(place)") }
        }
        if let advice = input.scorecard.advice.first {
            lines.append("change first: \(advice.plainInstruction)")
        }
        self.lines = lines
    }

    func command(folder: String) -> String {
        let file = place.file.hasPrefix("/") ? place.file : folder + place.file
        let properties = [
            ("file", file), ("line", "\(place.line)"), ("col", "\(place.column)"),
            ("title", "chaos: \(title)"),
        ].map { name, value in "\(name)=\(Annotation.property(value))" }
        let message = lines.map { PlainText.line($0, limit: 600) }.joined(separator: "\n")
        return "::\(level.word) \(properties.joined(separator: ","))::\(Annotation.data(message))"
    }

    private static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ raw: String) -> String {
        data(PlainText.line(raw, limit: 400)).replacing(":", with: "%3A")
            .replacing(",", with: "%2C")
    }
}
