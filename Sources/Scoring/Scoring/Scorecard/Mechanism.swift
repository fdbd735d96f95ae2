/// A protection whose deed is scored. The raw values are the keys of `score.mechanisms`.
public enum Mechanism: String, Hashable, Sendable, CaseIterable {
    case timeouts, retries, breakers, bulkheads, balancing, shedding, caching, fallbacks
    case autoscaling, healing, data
}
