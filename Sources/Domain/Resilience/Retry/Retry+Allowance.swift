extension Retry {
    /// How much of the traffic may be retries, after one of four implementations.
    public enum Allowance: Hashable, Sendable {
        case share(Budget)
        case tokens(Tokens)
        case active(Active)
        case quota(Quota)

        /// Retries for each call, or for each success, that it allows in the long run.
        public var longTermRatio: Double {
            switch self {
            case .share(let budget): budget.ratio
            case .tokens(let tokens): tokens.tokenRatio
            case .active(let active): active.share
            case .quota(let quota): 1 / Double(quota.retryCost)
            }
        }
    }

    /// A token bucket that caps retries to a share of the calls, as in Finagle's RetryBudget.
    ///
    /// Each call deposits `ratio`, each retry withdraws 1; `minPerSecond` flows in besides, and
    /// what is older than `ttl` (10 s) has flowed out.
    public struct Budget: Hashable, Sendable {
        /// Retries per call that may be sustained; 0.2 by default.
        public var ratio: Double
        /// Retries a second that are always allowed; Finagle's reserve, 10 by default.
        public var minPerSecond: Double
        public init(ratio: Double = 0.2, minPerSecond: Double = 10) {
            self.ratio = ratio
            self.minPerSecond = minPerSecond
        }
    }

    /// gRPC's retry throttling: a failure takes a token, a success gives `tokenRatio` back, and no
    /// retry goes out while half the tokens or fewer are left.
    public struct Tokens: Hashable, Sendable {
        /// What the bucket holds at first and at most; gRPC allows up to 1000. 10 by default, the
        /// example of its specification.
        public var maxTokens: Double
        /// What a success gives back; 0.1 by default, as in the same example.
        public var tokenRatio: Double
        public init(maxTokens: Double = 10, tokenRatio: Double = 0.1) {
            self.maxTokens = maxTokens
            self.tokenRatio = tokenRatio
        }
    }

    /// Envoy's `retry_budget`: retries under way are at most a share of the requests under way.
    public struct Active: Hashable, Sendable {
        /// Envoy's `budget_percent`: 20 %.
        public var share: Double
        /// Retries that may be under way in any case; Envoy's `min_retry_concurrency`: 3.
        public var minConcurrency: Int
        public init(share: Double = 0.2, minConcurrency: Int = 3) {
            self.share = share
            self.minConcurrency = minConcurrency
        }
    }

    /// The retry quota of the AWS SDKs' standard mode: a retry takes what its success gives back,
    /// and a call that needed none gives 1.
    public struct Quota: Hashable, Sendable {
        /// What the bucket holds at first and at most: 500.
        public var capacity: Int
        public var retryCost: Int
        /// What a retry after a timeout costs.
        public var timeoutCost: Int
        public init(capacity: Int = 500, retryCost: Int = 5, timeoutCost: Int = 10) {
            self.capacity = capacity
            self.retryCost = retryCost
            self.timeoutCost = timeoutCost
        }
    }
}
