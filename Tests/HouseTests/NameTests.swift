import XCTest

/// Names say what a thing is, in the field's words.
final class NameTests: XCTestCase {
    /// Words for drawers: what is in one could be in any other.
    private static let drawers = [
        "Util", "Utils", "Utilities", "Helper", "Helpers", "Manager", "Common", "Misc", "Shared",
        "Models", "Protocols", "Extensions",
    ]

    func test_noFolderFileOrTypeIsADrawer() {
        for file in House.sources + House.tests {
            let parts = file.path.split(separator: "/").map { String($0.prefix { $0 != "." }) }
            for name in parts + file.topLevelTypes.map(\.name) {
                for drawer in Self.drawers where words(of: name).contains(drawer) {
                    XCTFail("\(file.path): \(name) has the drawer's name \(drawer)")
                }
            }
        }
    }

    func test_noTypeBearsItsModulesName() {
        for file in House.sources {
            for type in file.topLevelTypes where type.name == file.room {
                XCTFail("\(file.path):\(type.line): \(type.name) bears the name of its module")
            }
        }
    }

    /// A file is named for a type or function that it declares, or for the thing that its
    /// declarations are about: `Outcome` for `AttemptOutcome`, `Quoting` for `quoted`.
    func test_everyFileIsNamedForWhatItDeclares() {
        for file in House.sources {
            // Identifiers holds the type aliases of the ids, under no type's name.
            guard let room = file.room, !["main", "Identifiers", room].contains(file.stem) else {
                continue
            }
            let name = file.stem.prefix { $0 != "+" }.lowercased()
            let isDeclared = file.declaredNames.contains { declared in
                let declared = declared.lowercased()
                return declared.contains(name) || name.contains(declared)
                    || declared.commonPrefix(with: name).count >= min(4, name.count)
            }
            XCTAssertTrue(isDeclared, "\(file.path) declares nothing of the name \(file.stem)")
        }
    }

    /// More than one type in a file is for types that make no sense apart, such as the ledgers of
    /// a recording.
    func test_noFileHoldsManyTypes() {
        for file in House.sources {
            let types = file.topLevelTypes.filter { !$0.isPrivate }.map(\.name)
            XCTAssertLessThanOrEqual(types.count, 6, "\(file.path) holds \(types)")
        }
    }

    func test_everyTestIsNamedForWhatHappens() {
        for file in House.tests {
            for (index, line) in file.code.enumerated() where line.contains("func test") {
                let isWellNamed = line.contains("func test_")
                XCTAssertTrue(isWellNamed, "\(file.path):\(index + 1): name it test_<what happens>")
            }
        }
    }

    private func words(of name: String) -> [String] {
        var words: [String] = [""]
        for character in name {
            if character.isUppercase { words.append("") }
            words[words.count - 1].append(character)
        }
        return words
    }
}
