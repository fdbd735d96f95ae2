public import Resilience
public import Timebase

extension Service {
    /// What an instance lets in besides its slots and its backlog. Each instance has its own.
    public struct Admission: Hashable, Sendable {
        /// More than this is answered with 429.
        public var rateLimit: RateLimiter.Settings?
        /// More than this at work and waiting is answered with 503.
        public var adaptive: ConcurrencyLimiter.Settings?
        /// Who waits how long, and who goes first.
        public var shed: Shedding?
        /// What callers are told whose requests were refused before any work.
        public var retryAfter: RetryAfter?

        public init(
            rateLimit: RateLimiter.Settings? = nil, adaptive: ConcurrencyLimiter.Settings? = nil,
            shed: Shedding? = nil, retryAfter: RetryAfter? = nil
        ) {
            self.rateLimit = rateLimit
            self.adaptive = adaptive
            self.shed = shed
            self.retryAfter = retryAfter
        }

        /// Everything, as far as slots and backlog go.
        public static let open = Admission()

        /// Whether it holds more than slots and backlog do.
        public var isGuarded: Bool { rateLimit != nil || adaptive != nil || shed != nil }
    }

    /// The `Retry-After` of an answer: HTTP's, or gRPC's `grpc-retry-pushback-ms`.
    public enum RetryAfter: Hashable, Sendable {
        /// Try again after so long, in place of the caller's own back-off.
        case wait(Duration)
        /// Do not try again (gRPC: a negative push-back).
        case never
    }
}

extension Endpoint {
    /// Whether a method alone makes an endpoint idempotent.
    /// - SeeAlso: RFC 9110, section 9.2.2.
    public static func isIdempotent(method: some StringProtocol) -> Bool {
        ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].contains { $0 == method }
    }
}
