import Reports
import ScenarioFiles
import Scenarios
import Scoring

/// A result as far as a comparison needs it: one that an earlier run wrote, or one just made.
struct ResultInput {
    /// As reports call it: a path that tells nothing of this machine.
    let name: String
    /// The version of the tool that made it.
    let version: String
    let engine: String
    /// The figures of each seed; nil in a result of a version that did not keep them.
    let series: SeedSeries?
    /// The merged scenario; nil where the result does not hold it.
    let input: SyntaxTree?

    /// The largest result, 256 MiB.
    private static let limit = 256 << 20

    /// Reads it from a file.
    ///
    /// - Throws: ``Failure`` with ``ExitStatus/misuse`` on anything but a result.
    init(_ path: String) throws(Failure) {
        let spoken = escaped(path, limit: 400)
        let tree: SyntaxTree
        switch FileBytes.read(path, limit: Self.limit) {
        case .failure(let failure): throw .misuse("\(spoken) \(failure.spoken)")
        case .success(let bytes): tree = try Self.parse(bytes, path)
        }
        try Self.check(tree["schema"], spoken)
        do throws(ResultProblem) {
            version = try tree.text("version")
            engine = try tree.member("scenario").text("engine")
            let seeds = tree["seeds"]
            series = try seeds?.members == nil ? nil : SeedSeries(tree.member("seeds"))
        } catch {
            throw .misuse("\(spoken) is a damaged result: \(error.text)")
        }
        let input = tree["scenario"]?["input"]
        self.input = input?.members == nil ? nil : input
        name = path.hasPrefix("/") ? path.split(separator: "/").last.map(String.init) ?? "" : path
    }

    /// Takes it from a run that was just judged.
    init(_ judgement: Judgement) {
        name = judgement.name
        version = judgement.file.version
        engine = judgement.runs.run.engine
        series = judgement.card.series
        input = try? SyntaxReader.read(Array(judgement.input.utf8), file: judgement.name).tree
    }

    private static func parse(_ bytes: [UInt8], _ path: String) throws(Failure) -> SyntaxTree {
        do throws(Problem) {
            return try SyntaxReader.read(bytes, file: path).tree
        } catch {
            throw .misuse("\(error)", hint: "expected a result.json that `chaos run` wrote")
        }
    }

    private static func check(_ schema: SyntaxTree?, _ name: String) throws(Failure) {
        let known = resultSchemaName
        guard let schema else {
            throw .misuse("\(name) is not a result; expected a result.json that `chaos run` wrote")
        }
        guard schema.string == known else {
            throw .misuse(
                "\(name) has the schema \(schema.spoken); this version reads "
                    + quoted(known),
                hint: "run its scenario again")
        }
    }
}

/// What is wrong with a result, and where.
private struct ResultProblem: Error {
    var text: String
    init(_ place: String, expected: String) { text = "\(place): expected \(expected)" }
}

extension SeedSeries {
    fileprivate init(_ tree: SyntaxTree) throws(ResultProblem) {
        var seeds: [UInt64] = []
        for seed in try tree.list("seeds") { seeds.append(try seed.seed()) }
        var verdicts: [Scorecard.Verdict] = []
        for verdict in try tree.list("verdicts") { verdicts.append(try verdict.word("verdicts")) }
        guard !seeds.isEmpty, seeds.count == verdicts.count, Set(seeds).count == seeds.count else {
            throw ResultProblem("seeds", expected: "each seed once, with its verdict")
        }
        var rows: [Row] = []
        for figure in try tree.list("figures") { rows.append(try Row(figure, seeds: seeds.count)) }
        self.init(seeds: seeds, verdicts: verdicts, rows: rows)
    }
}

extension SeedSeries.Row {
    fileprivate init(_ tree: SyntaxTree, seeds: Int) throws(ResultProblem) {
        var values: [Double?] = []
        for value in try tree.list("values") {
            switch value.value {
            case .null: values.append(nil)
            case .number(let number): values.append(number.value)
            default: throw ResultProblem("seeds.figures.values", expected: "numbers")
            }
        }
        guard values.count == seeds else {
            throw ResultProblem("seeds.figures.values", expected: "one value a seed")
        }
        guard case .bool(let isGate) = try tree.member("gate").value else {
            throw ResultProblem("seeds.figures.gate", expected: "true or false")
        }
        self.init(
            gauge: Gauge(
                kind: try tree.member("kind").word("kind"), of: try tree.text("of"),
                metric: try tree.text("figure"), unit: try tree.member("unit").word("unit"),
                better: try tree.member("better").word("better"), isGate: isGate),
            values: values)
    }
}

extension SyntaxTree {
    fileprivate func member(_ key: String) throws(ResultProblem) -> SyntaxTree {
        guard let value = self[key], value.spoken != "null" else {
            throw ResultProblem(key, expected: "a value; it is missing")
        }
        return value
    }

    fileprivate func text(_ key: String) throws(ResultProblem) -> String {
        guard let text = try member(key).string else {
            throw ResultProblem(key, expected: "a text")
        }
        return text
    }

    fileprivate func list(_ key: String) throws(ResultProblem) -> [SyntaxTree] {
        guard let list = try member(key).elements else {
            throw ResultProblem(key, expected: "a list")
        }
        return list
    }

    fileprivate func seed() throws(ResultProblem) -> UInt64 {
        guard case .number(let number) = value, let seed = UInt64(number.text) else {
            throw ResultProblem("seeds", expected: "whole numbers")
        }
        return seed
    }

    /// One of the words of a fixed list.
    fileprivate func word<Word: RawRepresentable<String>>(
        _ place: String
    ) throws(ResultProblem) -> Word {
        guard let text = string, let word = Word(rawValue: text) else {
            throw ResultProblem(place, expected: "one of its words, not \(spoken)")
        }
        return word
    }
}
