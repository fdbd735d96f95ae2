import Recordings
import Scenarios
import Scoring
import Timebase

/// The objectives as test cases in the XML of JUnit, which CI servers show and count.
///
/// A missed objective is a failure, an undecided one an error; one that only warns never breaks the
/// build. A run that decides nothing, whatever its objectives say, is a case of its own with an
/// error: the report is red whenever the exit status is not 0, and green when it is.
///
/// There is no standard. What is written is what the readers of Jenkins, GitLab and GitHub's
/// actions share: `testsuites`, `testsuite` with its counts, `properties`, `testcase` with
/// `failure`, `error`, `skipped` and `system-out`; `file` and `line` are read by GitLab and those
/// actions.
/// - SeeAlso: Jenkins' `junit-plugin`, `TestResultParser`; the schema `jenkins-junit.xsd`.
public func junitReport(_ input: ReportInput) -> String { JUnitReport(input).text }

/// Puts the test cases together.
struct JUnitReport {
    private let input: ReportInput
    private let cases: [JUnitCase]

    init(_ input: ReportInput) {
        self.input = input
        let suite = JUnitReport.className(input.file)
        var cases = input.scorecard.objectives.map { result in
            JUnitCase(
                ObjectiveStory(result, in: input.scenario), in: suite,
                of: input)
        }
        if let run = JUnitCase(run: input, in: suite) { cases.append(run) }
        if let baseline = JUnitCase(comparison: input, in: suite) { cases.append(baseline) }
        self.cases = cases
    }

    var text: String {
        let time = JUnitReport.seconds(input.run.duration)
        let title = XMLText.line(input.scenario.title)
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites name=\"chaos\" \(counts) time=\"\(time)\">",
            "  <testsuite name=\"\(title)\" \(counts) time=\"\(time)\">",
            "    <properties>",
        ]
        lines += properties.map { name, value in
            "      <property name=\"\(name)\" value=\"\(XMLText.line(value))\"/>"
        }
        lines.append("    </properties>")
        for test in cases { lines += test.lines.map { "    " + $0 } }
        lines += ["  </testsuite>", "</testsuites>"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// How many cases there are, and how many of each kind.
    private var counts: String {
        func count(_ isWanted: (JUnitCase.Result) -> Bool) -> Int {
            cases.count { isWanted($0.result) }
        }
        let failures = count { if case .failure = $0 { true } else { false } }
        let errors = count { if case .error = $0 { true } else { false } }
        let skipped = count { if case .skipped = $0 { true } else { false } }
        return "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\" "
            + "skipped=\"\(skipped)\""
    }

    private var properties: [(String, String)] {
        var properties = [
            ("scenario", input.file), ("verdict", input.scorecard.verdict.rawValue),
            ("engine", input.run.engine), ("seed", "\(input.run.seed)"),
            ("version", input.version),
        ]
        if let overall = input.scorecard.overall {
            properties.append(("outcome", Quantity.score(overall)))
        }
        properties += input.overrides.map { ("override", $0) }
        return properties
    }

    /// The file's path as a dotted name, which readers show as packages.
    private static func className(_ file: String) -> String {
        var path = Substring(file)
        for ending in [".json5", ".json"] where path.hasSuffix(ending) {
            path = path.dropLast(ending.count)
            break
        }
        let parts = path.split(separator: "/").filter { $0 != "." && $0 != ".." }
        return parts.joined(separator: ".")
    }

    static func seconds(_ span: Duration) -> String {
        DecimalText.string(span.seconds, decimals: 3)
    }
}
