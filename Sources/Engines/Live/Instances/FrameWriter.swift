/// Builds messages between a run and its instance processes: a length in 4 bytes, a kind, and
/// fields in the order in which they are written, numbers little end first.
package struct FrameWriter {
    package private(set) var bytes: [UInt8] = []
    private var start = 0

    package init() {}

    mutating func begin(_ kind: UInt8) {
        start = bytes.count
        bytes.append(contentsOf: [0, 0, 0, 0, kind])
    }

    mutating func end() {
        let length = UInt32(bytes.count - start - 4)
        withUnsafeBytes(of: length.littleEndian) { length in
            bytes.replaceSubrange(start..<start + 4, with: length)
        }
    }

    package mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    mutating func write(_ value: Int64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    mutating func write(_ value: Int) { write(Int64(value)) }
    mutating func write(_ value: Int32) { write(Int64(value)) }
    mutating func write(_ value: UInt64) { write(Int64(bitPattern: value)) }
    mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }
    mutating func write(_ value: UInt8) { bytes.append(value) }
    mutating func write(_ value: Double) { write(value.bitPattern) }

    /// A count, and the bytes.
    mutating func write(_ values: [UInt8]) {
        write(values.count)
        bytes.append(contentsOf: values)
    }

    /// A count, and the numbers.
    mutating func write(_ values: [Int64]) {
        write(values.count)
        for value in values { write(value) }
    }
}

/// Reads the fields of one message; both ends are the same program, so that a message that is too
/// short is our bug.
package struct FrameReader {
    private let bytes: ArraySlice<UInt8>
    private var place: Int

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    package var isAtEnd: Bool { place == bytes.endIndex }

    mutating func byte() -> UInt8 {
        precondition(place < bytes.endIndex, "a message that is too short")
        defer { place += 1 }
        return bytes[place]
    }

    mutating func int64() -> Int64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 8) { value |= UInt64(byte()) << shift }
        return Int64(bitPattern: value)
    }

    mutating func int() -> Int { Int(int64()) }
    mutating func int32() -> Int32 { Int32(truncatingIfNeeded: int64()) }
    mutating func uint64() -> UInt64 { UInt64(bitPattern: int64()) }
    mutating func bool() -> Bool { byte() != 0 }
    mutating func double() -> Double { Double(bitPattern: uint64()) }
    mutating func data() -> [UInt8] {
        let count = int()
        precondition(count <= bytes.endIndex - place, "a message that is too short")
        defer { place += count }
        return Array(bytes[place..<place + count])
    }
    mutating func numbers() -> [Int64] { (0..<int()).map { _ in int64() } }
}
