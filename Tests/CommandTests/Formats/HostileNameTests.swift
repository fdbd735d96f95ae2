import Foundation
import XCTest

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Titles, ids and names of faults are any text, and break no format.
final class HostileNameTests: XCTestCase {
    private var scenario: FormatScenario {
        FormatScenario(title: hostileName, fault: hostileName, id: hostileName, why: hostileName)
    }

    private func ran(in environment: [String: String] = [:]) throws -> (Chaos, Chaos.Ending) {
        let chaos = try Chaos()
        try chaos.write(scenario.text, to: "a.json5")
        let ending = try chaos.run(
            "run", "a.json5", "--report", "r", "--summary", "r/summary.md",
            "--format", "md,json,junit,prometheus,otlp", environment: environment)
        XCTAssertEqual(ending.status, 1, ending.errors)
        return (chaos, ending)
    }

    func test_xmlParsersReadEveryXMLFile() throws {
        let (chaos, _) = try ran()
        let files = chaos.files(below: "r").filter { $0.hasSuffix(".xml") || $0.hasSuffix(".svg") }
        XCTAssertGreaterThanOrEqual(files.count, 3, "\(files)")
        for file in files {
            let reader = ElementNames()
            let parser = XMLParser(data: try chaos.read("r/\(file)"))
            parser.delegate = reader
            XCTAssertTrue(parser.parse(), "\(file): \(String(describing: parser.parserError))")
            XCTAssertFalse(reader.names.contains("script"), file)
        }
    }

    func test_jsonParsersReadEveryJSONFile() throws {
        let (chaos, _) = try ran()
        for file in ["result.json", "traces.json", "recording.json"] {
            let data = try chaos.read("r/\(file)")
            XCTAssertNoThrow(try JSONSerialization.jsonObject(with: data), file)
        }
        let result = try JSONSerialization.jsonObject(with: chaos.read("r/result.json"))
        let title = ((result as? [String: Any])?["scenario"] as? [String: Any])?["title"]
        XCTAssertEqual(title as? String, hostileName)
    }

    func test_otherReadersTakeThem() throws {
        let (chaos, _) = try ran()
        _ = try Reader.read("junit", "r/junit.xml", in: chaos)
        _ = try Reader.read("prometheus", "r/metrics.prom", in: chaos)
        _ = try Reader.read("otlp", "r/traces.json", in: chaos)
    }

    func test_aMarkdownRendererSeesTextInThem_andNoMarkup() throws {
        let (chaos, _) = try ran()
        for (file, headings) in [("r/report.md", 1), ("r/summary.md", 0)] {
            let page = try Reader.read("markdown", file, in: chaos)
            let tags = try XCTUnwrap(page["tags"] as? [String: Int])
            XCTAssertNil(tags["script"], file)
            XCTAssertEqual(tags["h1"] ?? 0, headings, file)
            let links = try XCTUnwrap(page["links"] as? [String])
            XCTAssertTrue(links.allSatisfy { $0.hasSuffix(".svg") }, "\(file): \(links)")
            let text = try XCTUnwrap(page["text"] as? String)
            XCTAssertTrue(text.contains("<script>alert(1)</script>"), file)
        }
    }

    func test_noTerminalIsCommanded() throws {
        let (chaos, ending) = try ran()
        var texts = [("standard output", ending.text), ("standard error", ending.errors)]
        for file in chaos.files(below: "r") where file != "recording.json" {
            texts.append((file, String(decoding: try chaos.read("r/\(file)"), as: UTF8.self)))
        }
        for (name, text) in texts {
            let controls = text.unicodeScalars.filter { scalar in
                switch scalar.value {
                case 0x0A: false
                case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E: true
                default: false
                }
            }
            XCTAssertEqual(controls.count, 0, "\(name): \(controls.map { $0.value })")
        }
    }

    func test_noWorkflowCommandIsForged() throws {
        let (_, ending) = try ran(in: ["GITHUB_ACTIONS": "true"])
        let commands = (ending.text + ending.errors).split(separator: "\n").filter {
            $0.drop { $0.isWhitespace }.hasPrefix("::")
        }
        // The missed one and the undecided one; the one that only warns.
        XCTAssertEqual(
            commands.map { $0.prefix(20) }.filter { $0.hasPrefix("::error file=") }.count, 2)
        XCTAssertEqual(commands.filter { $0.hasPrefix("::warning file=") }.count, 1)
        XCTAssertEqual(commands.count, 3, ending.text)
        let others = ending.text.split(separator: "\n").filter { !$0.hasPrefix("::") }
        XCTAssertFalse(others.contains { $0.contains("##[") }, ending.text)
        for command in commands {
            // A property ends at a comma, the properties at two colons.
            let properties = command.dropFirst(2).prefix(upTo: command.range(of: "::", in: 3))
            XCTAssertEqual(properties.split(separator: ",").count, 4, "\(properties)")
        }
    }
}

extension Substring {
    /// Where `text` begins, searched from so many characters on.
    fileprivate func range(of text: String, in offset: Int) -> Index {
        self[index(startIndex, offsetBy: offset)...].firstRange(of: text)?.lowerBound ?? endIndex
    }
}

/// The names of the elements of an XML file.
private final class ElementNames: NSObject, XMLParserDelegate {
    var names: Set<String> = []

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
        qualifiedName qName: String?, attributes attributeDict: [String: String] = [:]
    ) { names.insert(elementName) }
}
