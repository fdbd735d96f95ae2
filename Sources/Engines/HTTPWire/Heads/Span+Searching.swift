extension Span where Element == UInt8 {
    /// Where a control character other than a tab stands at or after `start`; the end when nowhere.
    @inline(__always)
    func firstControl(from start: Int) -> Int {
        var at = start
        while at + 8 <= count {
            let word = UInt64(
                littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
            let hits = Word.belowSpace(word) | Word.matches(word, 0x7F)
            if hits == 0 {
                at += 8
                continue
            }
            at += hits.trailingZeroBitCount >> 3
            if self[at] != Characters.tab { return at }
            at += 1
        }
        while at < count, !isControl(self[at]) { at += 1 }
        return at
    }

    @inline(__always)
    private func isControl(_ byte: UInt8) -> Bool {
        (byte < Characters.space && byte != Characters.tab) || byte == 0x7F
    }

    /// The place behind the CRLF that must stand at `place`; `problem` when something else does.
    @inline(__always)
    func endOfLine(
        at place: Int, else problem: HTTPProblem
    ) throws(HTTPProblem) -> Int {
        guard place < count else { throw problem }
        switch self[place] {
        case Characters.carriageReturn:
            guard place + 1 < count, self[place + 1] == Characters.lineFeed else {
                throw .bareCarriageReturn
            }
            return place + 2
        case Characters.lineFeed: throw .bareLineFeed
        default: throw problem
        }
    }

    /// Whether `self[range]` is `text`, letter for letter.
    func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        let other = text.utf8Start
        for place in 0..<range.count where self[range.lowerBound + place] != other[place] {
            return false
        }
        return true
    }

    /// Whether `self[range]` is `lowercase`, whatever the case of its letters.
    func equals(_ range: Range<Int>, ignoringCaseOf lowercase: StaticString) -> Bool {
        guard range.count == lowercase.utf8CodeUnitCount else { return false }
        let other = lowercase.utf8Start
        for place in 0..<range.count
        where Characters.lowercased(self[range.lowerBound + place]) != other[place] {
            return false
        }
        return true
    }

    /// `range` without the spaces and tabs at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, Characters.isBlank(self[start]) { start += 1 }
        while end > start, Characters.isBlank(self[end - 1]) { end -= 1 }
        return start..<end
    }

    /// The elements of a comma-separated list (RFC 9110, section 5.6.1), blanks trimmed; empty ones
    /// are handed over too.
    func forEachElement(in range: Range<Int>, _ body: (Range<Int>) -> Void) {
        var start = range.lowerBound
        for at in range where self[at] == UInt8(ascii: ",") {
            body(trimmed(start..<at))
            start = at + 1
        }
        body(trimmed(start..<range.upperBound))
    }

    /// Whether the list in `self[range]` holds `lowercase`, whatever the case of its letters.
    func lists(_ lowercase: StaticString, in range: Range<Int>) -> Bool {
        var isListed = false
        forEachElement(in: range) { element in
            isListed = isListed || equals(element, ignoringCaseOf: lowercase)
        }
        return isListed
    }

    /// The number of which `self[range]` is the decimal digits and nothing else: at most `Int.max`,
    /// which stands for every number above it.
    func decimal(in range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        var number = 0
        for at in range {
            let digit = self[at] &- 0x30
            guard digit < 10 else { return nil }
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(digit))
            number = overflow || carry ? .max : sum
        }
        return number
    }
}
