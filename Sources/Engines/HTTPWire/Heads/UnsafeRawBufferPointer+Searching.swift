extension UnsafeRawBufferPointer {
    /// Where the first LF at or after `start` stands; the end when there is none.
    @inline(__always)
    func firstLineFeed(from start: Int) -> Int {
        var at = start
        while at + 8 <= count {
            let word = UInt64(littleEndian: loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let hits = Word.matches(word, Characters.lineFeed)
            if hits != 0 { return at + hits.trailingZeroBitCount >> 3 }
            at += 8
        }
        while at < count, self[at] != Characters.lineFeed { at += 1 }
        return at
    }
}
