/// A body whose length is not known beforehand, after the field `transfer-encoding: chunked`.
///
/// - SeeAlso: RFC 9112, section 7.1, "Chunked Transfer Coding".
extension MessageWriter {
    /// The field that announces chunks.
    public static func chunkedEncoding(into buffer: inout [UInt8]) {
        field("transfer-encoding", "chunked", into: &buffer)
    }

    /// One chunk; nothing for no content, since an empty chunk would end the body.
    public static func chunk(_ content: some Collection<UInt8>, into buffer: inout [UInt8]) {
        if content.isEmpty { return }
        chunkSize(content.count, into: &buffer)
        buffer.append(contentsOf: content)
        endChunk(into: &buffer)
    }

    /// The line before a chunk of `size` bytes, for content that is sent from elsewhere.
    public static func chunkSize(_ size: Int, into buffer: inout [UInt8]) {
        precondition(size > 0, "a chunk of \(size) bytes")
        Digits.appendHexadecimal(size, to: &buffer)
        endLine(into: &buffer)
    }

    /// What follows a chunk's content.
    public static func endChunk(into buffer: inout [UInt8]) { endLine(into: &buffer) }

    /// The end of the body, without trailers.
    public static func lastChunk(into buffer: inout [UInt8]) {
        beginTrailers(into: &buffer)
        endLine(into: &buffer)
    }

    /// The end of the content: trailers follow, as fields and ``endHead(into:)``.
    public static func beginTrailers(into buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "0"))
        endLine(into: &buffer)
    }
}
