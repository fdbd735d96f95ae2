import XCTest

/// What is written about the code stays true of it.
final class DocumentTests: XCTestCase {
    private static let documents = House.paths(below: "").filter { path in
        path.hasSuffix(".md") && !path.hasPrefix("reports/")
    }

    func test_everyLinkLeadsSomewhere() throws {
        for path in Self.documents {
            let text = try XCTUnwrap(House.text(of: path), path)
            for link in MarkdownLinks.of(text) where !link.contains("://") {
                let parts = link.split(separator: "#", omittingEmptySubsequences: false)
                let target = parts[0].isEmpty ? path : resolve(String(parts[0]), from: path)
                let exists = FileManager.default.fileExists(
                    atPath: House.root.appending(path: target).path(percentEncoded: false))
                XCTAssertTrue(exists, "\(path): the link \(link) leads nowhere")
                guard parts.count > 1, let linked = House.text(of: target) else { continue }
                XCTAssertTrue(
                    MarkdownLinks.anchors(of: linked).contains(String(parts[1])),
                    "\(path): \(link) names no heading")
            }
        }
    }

    /// Nothing says on which machine, or by whose account, it was made.
    func test_noFileNamesAMachine() {
        let folders = ["home", "Users", "root", "work"].map { "/\($0)/" }
        let paths = ["Sources", "Tests", "Scenarios", "reports/reference"].flatMap(House.paths)
        for path in paths + Self.documents + ["Package.swift", ".ci/run"] {
            guard let text = House.text(of: path) else { continue }
            for folder in folders where text.contains(" \(folder)") || text.contains("\"\(folder)")
            {
                XCTFail("\(path) names the machine's folder \(folder)")
            }
        }
    }

    func test_linksAndAnchorsAreFound_inATextMadeForIt() {
        let text = "# Rooms & data flow\n[a](b.md#c) ![d](e.svg)\n```\n[x](y)\n```\n"
        XCTAssertEqual(MarkdownLinks.of(text), ["b.md#c", "e.svg"])
        XCTAssertEqual(MarkdownLinks.anchors(of: text), ["rooms--data-flow"])
    }

    private func resolve(_ link: String, from path: String) -> String {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let decoded = link.removingPercentEncoding ?? link
        return folder.isEmpty ? decoded : "\(folder)/\(decoded)"
    }
}
