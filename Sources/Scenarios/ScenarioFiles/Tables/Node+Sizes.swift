import Faults

extension Node {
    /// `"64KiB"`, `"1.5MB"`; above zero.
    func size() -> ByteCount? { bytes(tree.string, example: "a size such as \"64KiB\" or \"1MB\"") }

    /// `"64KiB/s"`; above zero.
    func byteRate() -> ByteCount? {
        let text = tree.string.flatMap { $0.hasSuffix("/s") ? String($0.dropLast(2)) : nil }
        return bytes(text, example: "bytes a second, such as \"64KiB/s\" or \"1MB/s\"")
    }

    private func bytes(_ text: String?, example: String) -> ByteCount? {
        guard let size = text.flatMap({ ByteCount(parsing: $0) }), size.bytes > 0 else {
            refuse(expected: example)
            return nil
        }
        return size
    }
}
