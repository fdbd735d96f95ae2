public struct CircuitBreaker {}
