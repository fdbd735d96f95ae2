import Faults
import Timebase

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension RecordingFile {
    /// Reads what ``bytes()`` wrote.
    ///
    /// Numbers that would break whoever adds them up (negative counts, unknown edges, ledgers of
    /// different lengths) are refused here, so that scoring need not look.
    /// - Throws: ``RecordingFileError`` on anything else, however broken.
    public init(parsing bytes: [UInt8]) throws(RecordingFileError) {
        do {
            self = try JSONDecoder().decode(Saved.self, from: Data(bytes)).file
        } catch let error as RecordingFileError {
            throw error
        } catch let error as DecodingError {
            throw RecordingFileError(error, in: bytes)
        } catch {
            throw .foreign
        }
    }
}

extension RecordingFileError {
    fileprivate init(_ error: DecodingError, in bytes: [UInt8]) {
        let beginning = Array("{\"format\":\"\(RecordingFile.format)\"".utf8)
        guard bytes.starts(with: beginning) else {
            self = .foreign
            return
        }
        guard bytes.last(where: { $0 != UInt8(ascii: "\n") }) == UInt8(ascii: "}") else {
            self = .damaged(at: "", "it is cut off")
            return
        }
        switch error {
        case .dataCorrupted(let context):
            self = .damaged(at: context.place, context.debugDescription)
        case .keyNotFound(let key, let context):
            self = .damaged(at: context.place, "\(key.stringValue) is missing")
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            self = .damaged(at: context.place, "expected \(type)")
        @unknown default:
            self = .damaged(at: "", "it cannot be read")
        }
    }
}

extension DecodingError.Context {
    /// Where it is, such as `run.edges[3].cells`.
    fileprivate var place: String {
        var text = ""
        for key in codingPath {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return text
    }
}

/// The file as JSON has it; the format is looked at before anything else.
private struct Saved: Decodable {
    let file: RecordingFile

    enum Key: String, CodingKey {
        case format, version, sources, overrides, columns, run, control, capacity, harmless
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        guard let format = try? fields.decode(String.self, forKey: .format) else {
            throw RecordingFileError.foreign
        }
        guard format == RecordingFile.format else {
            throw format.hasPrefix("chaos.recording/")
                ? RecordingFileError.otherFormat(format) : .foreign
        }
        try Self.checkColumns(fields.decode([String: [String]].self, forKey: .columns))
        let sources = try fields.decode([SavedSource].self, forKey: .sources)
        guard !sources.isEmpty else {
            throw RecordingFileError.damaged(at: "sources", "the scenario is missing")
        }
        file = RecordingFile(
            version: try fields.decode(String.self, forKey: .version),
            sources: sources.map { RecordingFile.Source(name: $0.name, text: $0.text) },
            overrides: try fields.decode([SavedOverride].self, forKey: .overrides).map(\.override),
            run: try fields.decode(SavedRecording.self, forKey: .run).recording,
            control: try fields.decodeIfPresent(SavedRecording.self, forKey: .control)?.recording,
            capacity: try fields.decodeIfPresent(SavedRecording.self, forKey: .capacity)?
                .recording,
            harmless: try fields.decodeIfPresent([SavedHarmless].self, forKey: .harmless)?
                .map(\.traffic) ?? [])
    }

    private static func checkColumns(_ read: [String: [String]]) throws {
        let known = [
            "stream": ColumnNames.of(StreamCounter.self),
            "edge": ColumnNames.of(EdgeCounter.self),
            "service": ColumnNames.of(ServiceCounter.self),
        ]
        guard read == known else {
            throw RecordingFileError.damaged(at: "columns", "they are those of another version")
        }
    }
}

private struct SavedSource: Decodable {
    let name: String
    let text: String
}

private struct SavedHarmless: Decodable {
    let traffic: HarmlessTraffic

    enum Key: String, CodingKey, CaseIterable {
        case edge, attempts, opened, ejected
        case timedOut = "timed_out"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        func count(_ key: Key) throws -> Int {
            let count = try fields.decode(Int.self, forKey: key)
            guard count >= 0 else {
                throw RecordingFileError.damaged(
                    at: "harmless", "\(key.rawValue) is \(count); expected 0 or more")
            }
            return count
        }
        traffic = HarmlessTraffic(
            edge: try count(.edge), attempts: try count(.attempts),
            timedOut: try count(.timedOut), opened: try count(.opened),
            ejected: try count(.ejected))
    }
}

private struct SavedOverride: Decodable {
    let override: RecordingFile.Override

    enum Key: String, CodingKey { case set, without }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        if let protection = try fields.decodeIfPresent(String.self, forKey: .without) {
            override = .without(protection)
        } else {
            override = .set(try fields.decode(String.self, forKey: .set))
        }
    }
}
