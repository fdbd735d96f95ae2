/// An amount of bytes.
public struct ByteCount: Hashable, Comparable, Sendable {
    public var bytes: Int
    public init(_ bytes: Int) { self.bytes = bytes }

    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

    /// Larger units by name: those of 1,000 as disks and networks count, those of 1,024 (IEC).
    private static let units: [(name: String, bytes: Int)] = [
        ("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20), ("MB", 1_000_000),
        ("KiB", 1 << 10), ("kB", 1_000), ("KB", 1_000), ("B", 1),
    ]

    /// Reads `"64KiB"`, `"1.5MB"`, `"100B"`; nil for any other text, and from 1 EiB on.
    ///
    /// - SeeAlso: IEC 80000-13 for the prefixes.
    public init?(parsing text: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let name = text[digits.endIndex...]
        guard let unit = ByteCount.units.first(where: { $0.name == name }), digits.count <= 18,
            let first = digits.first, first != ".", digits.last != ".",
            let count = Double(digits)
        else { return nil }
        let bytes = (count * Double(unit.bytes)).rounded()
        guard bytes < 0x1p60 else { return nil }
        self.init(Int(bytes))
    }
}

extension ByteCount: CustomStringConvertible {
    /// In the largest unit of 1,024 that leaves a whole number, such as `64KiB`; else in bytes.
    public var description: String {
        let whole = ByteCount.units.first {
            $0.name.hasSuffix("iB") && bytes >= $0.bytes && bytes % $0.bytes == 0
        }
        return whole.map { "\(bytes / $0.bytes)\($0.name)" } ?? "\(bytes)B"
    }
}
