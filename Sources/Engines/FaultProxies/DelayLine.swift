import Timebase

/// Bytes on their way through a slow edge: they come out when they are due, in order, at the pace
/// of their shape.
final class DelayLine {
    private struct Piece {
        let bytes: [UInt8]
        var sent = 0
        /// When it has waited as long as it is to wait.
        let due: Instant
        let shape: Shape?
        /// Whether the bytes are no part of a head.
        let isBody: Bool
    }

    private var pieces: [Piece] = []
    private var head = 0
    /// When the byte before the next one came out.
    private var free = Instant.start
    /// How many bytes come out next, and when; nil while there are none.
    private var step: (size: Int, due: Instant)?
    /// How many bytes are on their way.
    private(set) var byteCount = 0

    var isEmpty: Bool { head == pieces.count }
    /// When the next bytes come out; nil while there are none.
    var nextDue: Instant? { step?.due }

    func append(_ bytes: [UInt8], due: Instant, shape: Shape?, isBody: Bool) {
        pieces.append(Piece(bytes: bytes, due: due, shape: shape, isBody: isBody))
        byteCount += bytes.count
        if step == nil { plan() }
    }

    /// Plans anew when the next bytes come out: a shape has changed.
    ///
    /// - Parameter now: until then they have been under way at the former pace.
    func replan(now: Instant) {
        guard !isEmpty else { return }
        free = now
        plan()
    }

    private func plan() {
        step = nil
        guard !isEmpty else { return }
        let piece = pieces[head]
        let left = piece.bytes.count - piece.sent
        let (size, time) =
            piece.shape?.step(of: left, isFirst: piece.sent == 0, isBody: piece.isBody)
            ?? (left, .zero)
        step = (size, max(piece.due, free) + time)
    }

    /// Hands over the bytes that are due.
    func release(dueBy now: Instant, to body: (UnsafeRawBufferPointer) -> Void) {
        while let (size, due) = step, due <= now {
            let piece = pieces[head]
            piece.bytes.withUnsafeBytes { bytes in
                body(UnsafeRawBufferPointer(rebasing: bytes[piece.sent..<piece.sent + size]))
            }
            byteCount -= size
            free = due
            pieces[head].sent += size
            if pieces[head].sent == piece.bytes.count { removeFirst() }
            plan()
        }
    }

    private func removeFirst() {
        head += 1
        if head == pieces.count {
            pieces.removeAll()
            head = 0
        } else if head > 64, head * 2 > pieces.count {
            pieces.removeFirst(head)
            head = 0
        }
    }
}
