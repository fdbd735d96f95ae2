public struct HealthCheck {}
