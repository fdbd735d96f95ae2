/// Whoever is told what happens on a TCP connection.
///
/// Calls come from the loop, never from within a call to the connection.
public protocol TCPDelegate: AnyObject {
    /// The peer has accepted; only for a connection that we opened.
    func connected(_ connection: TCPConnection)
    /// - Parameter bytes: at least one, in the loop's own buffer; valid during the call.
    func received(_ bytes: UnsafeRawBufferPointer, on connection: TCPConnection)
    /// The peer sends no more (FIN); we still may.
    func peerFinished(_ connection: TCPConnection)
    /// All that had waited for the peer is in the kernel's hands.
    func drained(_ connection: TCPConnection)
    /// It is over, and nothing follows; not told after our own `close()` or `reset()`.
    ///
    /// - Parameter error: why it broke, or never came about; nil when both sides had finished.
    func closed(_ connection: TCPConnection, error: SystemError?)
}
