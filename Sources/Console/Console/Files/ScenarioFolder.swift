import ScenarioFiles

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Finds the scenarios in a folder.
enum ScenarioFolder {
    /// Every scenario that the operands name: files as they are, folders as what is in them.
    ///
    /// - Throws: ``Failure`` with ``ExitStatus/misuse`` for a folder without scenarios.
    static func expand(_ operands: [String]) throws(Failure) -> [String] {
        var paths: [String] = []
        for operand in operands {
            if isFolder(operand) {
                paths += try scenarios(in: operand)
            } else {
                paths.append(operand)
            }
        }
        return paths
    }

    /// The scenarios below a folder, at any depth, by path: every `.json5` or `.json` file that
    /// has `load` or extends one that has, and every one that cannot be read as JSON5, so that a
    /// slip of the pen does not make a scenario disappear. Hidden files and folders are passed by.
    static func scenarios(in folder: String) throws(Failure) -> [String] {
        let found = try files(below: folder).filter(isScenario)
        guard !found.isEmpty else {
            throw .misuse(
                "\(escaped(folder, limit: 400)) holds no scenario; "
                    + "expected a .json5 file that has \"load\"")
        }
        return found
    }

    private static func files(below folder: String) throws(Failure) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw .misuse("\(escaped(folder, limit: 400)) cannot be read")
        }
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        var paths: [String] = []
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = prefix + name
            if isFolder(path) {
                paths += isLink(path) ? [] : try files(below: path)
            } else if name.hasSuffix(".json5") || name.hasSuffix(".json") {
                paths.append(path)
            }
        }
        return paths
    }

    private static func isScenario(_ path: String) -> Bool {
        guard case .success(let bytes) = FileBytes.read(path, limit: FileBytes.scenarioLimit),
            let tree = try? SyntaxReader.read(bytes, file: path).0
        else { return true }
        return tree["load"] != nil || tree["extends"] != nil
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    /// A folder that is a link could lead round in a circle.
    private static func isLink(_ path: String) -> Bool {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
    }
}
