import Resilience
import Timebase

extension Fleet {
    /// What has come of a call so far, on its way out from the innermost stage to the step. Four
    /// numbers, so that it travels in registers.
    struct CallResult {
        var kind: Kind
        /// Of the attempt that `failed`.
        var outcome = AttemptOutcome.succeeded
        var status: Int32 = 0
        /// Of a call that was `rejected`, and of one that stood in for it.
        var rejection = CallFact.Rejection.none

        enum Kind: UInt8 {
            case answered
            /// A fallback has put its value in the place of the answer.
            case stoodIn
            /// An attempt had no ok answer.
            case failed
            /// One of the caller's own protections refused.
            case rejected
            /// Its time was over before anything was sent.
            case expired
            /// Nobody needs it any more.
            case cancelled
        }

        static let answered = CallResult(kind: .answered)
        static let expired = CallResult(kind: .expired)
        static let cancelled = CallResult(kind: .cancelled)
        static let timedOut = CallResult(kind: .failed, outcome: .timedOut)
        static func failed(_ outcome: AttemptOutcome, status: Int32) -> CallResult {
            CallResult(kind: .failed, outcome: outcome, status: status)
        }
        static func rejected(_ rejection: CallFact.Rejection) -> CallResult {
            CallResult(kind: .rejected, rejection: rejection)
        }

        @inline(__always)
        var isGood: Bool { kind == .answered || kind == .stoodIn }

        /// Whether it says something of the callee: what was never sent tells a breaker nothing.
        var isOfCallee: Bool { isGood || kind == .failed }

        /// Whether another instance would fail it as well: a 4xx answer is the caller's own fault.
        var isFatal: Bool {
            kind == .failed && outcome == .failed && status < 500 && status != 429
        }

        var callOutcome: CallOutcome {
            switch kind {
            case .answered: .answered
            case .stoodIn: .fallback
            case .failed, .expired, .cancelled: .failed
            case .rejected: .rejected
            }
        }

        /// For the status that it makes.
        var ending: Request.Ending {
            switch kind {
            case .answered: .answered
            case .stoodIn: .fallback
            case .rejected: .rejected
            case .expired: .timedOut
            case .cancelled: .badStatus
            case .failed:
                switch outcome {
                case .succeeded: .answered
                case .timedOut: .timedOut
                case .refused: .connection
                case .reset, .cancelled: .badStatus
                case .failed: status == 429 || status == 503 ? .unavailable : .badStatus
                }
            }
        }
    }
}

extension Fleet.Request.Ending {
    /// The status with which a call that ended so ends its endpoint.
    var status: Int32 {
        switch self {
        case .timedOut: 504
        case .rejected, .connection: 503
        case .badStatus, .unavailable: 502
        case .answered, .fallback: 200
        }
    }
}
