import Timebase

/// Bytes on their way through a slow edge: each piece comes out when it is due, in order.
final class DelayLine {
    private struct Piece {
        let bytes: [UInt8]
        let due: Instant
    }

    private var pieces: [Piece] = []
    private var head = 0
    private var lastDue = Instant.start
    /// How many bytes are on their way.
    private(set) var byteCount = 0

    var isEmpty: Bool { head == pieces.count }
    /// When the next piece is due; only while there is one.
    var nextDue: Instant { pieces[head].due }

    /// - Returns: when the piece comes out: never before the one ahead of it.
    func append(_ bytes: UnsafeRawBufferPointer, due: Instant) {
        lastDue = max(lastDue, due)
        pieces.append(Piece(bytes: [UInt8](bytes), due: lastDue))
        byteCount += bytes.count
    }

    /// Takes the next piece out when it is due.
    func takeFirst(dueBy now: Instant) -> [UInt8]? {
        guard !isEmpty, pieces[head].due <= now else { return nil }
        let bytes = pieces[head].bytes
        byteCount -= bytes.count
        head += 1
        if head == pieces.count {
            pieces.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 64, head * 2 > pieces.count {
            pieces.removeFirst(head)
            head = 0
        }
        return bytes
    }
}
