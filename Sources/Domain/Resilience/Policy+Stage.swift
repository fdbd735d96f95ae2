extension Policy {
    /// A protection that a call passes on its way in and its result on its way out.
    ///
    /// The cases stand in the default order, from the outside in. It is resilience4j's, Retry (
    /// CircuitBreaker ( RateLimiter ( TimeLimiter ( Bulkhead ( call ))))), with what resilience4j
    /// has no place for around it and within.
    /// - SeeAlso: resilience4j, "Getting started", *Aspect order*.
    public enum Stage: String, Hashable, Sendable, CaseIterable {
        case fallback, deadline, retry, breaker, throttle, rateLimit, adaptive, timeout, bulkhead
        case hedge
        /// Picks the instance; always innermost.
        case balance
    }

    /// Whether the policy has a protection.
    public func has(_ stage: Stage) -> Bool {
        switch stage {
        case .fallback: fallback != nil
        case .deadline: deadline != nil
        case .retry: retry != nil
        case .breaker: breaker != nil
        case .throttle: throttle != nil
        case .rateLimit: rateLimit != nil
        case .adaptive: adaptive != nil
        case .timeout: timeout != nil
        case .bulkhead: bulkhead != nil
        case .hedge: hedge != nil
        case .balance: true
        }
    }

    /// What a call passes, from the outside in: the protections it has, but for ``Stage/balance``,
    /// and always ``Stage/timeout``, where the time that is left is watched.
    ///
    /// What stands within `retry` is passed by each attempt, what stands around it once a call;
    /// what stands within `hedge` is passed by each copy.
    public var stages: [Stage] {
        let order = order.isEmpty ? Stage.allCases : self.order
        var stages = order.filter { $0 != .balance && ($0 == .timeout || has($0)) }
        guard !stages.contains(.timeout) else { return stages }
        let outer = stages.firstIndex(of: .deadline) ?? (stages.first == .fallback ? 0 : nil)
        stages.insert(.timeout, at: outer.map { $0 + 1 } ?? 0)
        return stages
    }
}
