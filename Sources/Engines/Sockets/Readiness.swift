import CLinux

/// What a descriptor is ready for, or has come to.
public struct Readiness: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Bytes, a connection or the end of the stream can be read.
    public static let read = Readiness(EPOLLIN)
    /// Bytes can be written.
    public static let write = Readiness(EPOLLOUT)
    /// An error is pending; reported whether or not it is watched for.
    public static let error = Readiness(EPOLLERR)
    /// Both directions are over; reported whether or not it is watched for.
    public static let hangUp = Readiness(EPOLLHUP)

    private init(_ event: EPOLL_EVENTS) { self.init(rawValue: event.rawValue) }
}

/// Whoever is told that a watched descriptor is ready.
public protocol ReadinessHandler: AnyObject {
    /// Level triggered: told again until it has been read or written, or is no longer watched for.
    func ready(_ readiness: Readiness, descriptor: Int32)
}
