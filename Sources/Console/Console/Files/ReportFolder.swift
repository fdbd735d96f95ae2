/// Where the reports of each scenario go.
package enum ReportFolder {
    /// The folder that holds all the others by default.
    static let root = "reports"
    /// The folder of committed reports below ``root``, which no command writes by default.
    static let reference = "reference"

    /// One folder a scenario, in their order, no two alike.
    ///
    /// - Parameter chosen: `--report`; with one scenario its reports stand in that very folder.
    package static func folders(for paths: [String], chosen: String?) -> [String] {
        if let chosen, paths.count == 1 { return [chosen] }
        let stems = paths.map(fileStem)
        let areDistinct = Set(stems).count == stems.count
        let names = chosen == nil && areDistinct ? stems : paths.map(pathStem)
        return distinct(names).map { "\(chosen ?? root)/\($0)" }
    }

    /// The file's name without its ending, unsafe characters as `-`.
    package static func fileStem(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let stem = safe(withoutEnding(name))
        return stem == reference ? stem + "-" : stem
    }

    /// The path without its ending, each part of it safe: `Scenarios/overload/shed`.
    package static func pathStem(_ path: String) -> String {
        let parts = withoutEnding(path).split(separator: "/").filter { $0 != "." }
        let stem = parts.map { safe(String($0)) }.joined(separator: "/")
        return stem.isEmpty ? safe("") : stem
    }

    private static func withoutEnding(_ name: String) -> String {
        for ending in [".json5", ".json"] where name.hasSuffix(ending) && name.count > ending.count
        {
            return String(name.dropLast(ending.count))
        }
        return name
    }

    /// Letters and digits of any script, `-`, `_` and inner dots; all else becomes `-`.
    private static func safe(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            let isSafe =
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "-_".unicodeScalars.contains(scalar) || (scalar == "." && !result.isEmpty)
            result.unicodeScalars.append(isSafe ? scalar : "-")
        }
        return result.isEmpty ? "scenario" : result
    }

    /// The second of two equal names gets `-2`.
    private static func distinct(_ names: [String]) -> [String] {
        var taken: Set<String> = []
        return names.map { name in
            var candidate = name
            var number = 2
            while !taken.insert(candidate).inserted {
                candidate = "\(name)-\(number)"
                number += 1
            }
            return candidate
        }
    }
}
