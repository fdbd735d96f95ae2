/// What one caller believes of one instance, from the probes it has sent there.
///
/// Kubernetes' readiness probe: so many failures in a row take an instance out, so many successes
/// in a row bring it back; it departs in that an instance is up until a probe has shown otherwise.
/// A value without timer: the caller sends a probe every `every` and says how it went.
@frozen
public struct HealthCheck: Hashable, Sendable {
    /// What a probe's result changed.
    public enum Change: Hashable, Sendable, CaseIterable {
        case wentDown, cameUp
    }

    /// Whether the instance should get traffic.
    public private(set) var isUp = true
    /// Results in a row that speak against what is believed now.
    private var contrary: Int32 = 0

    public init() {}

    public mutating func record(success: Bool, settings: Settings) -> Change? {
        guard success != isUp else {
            contrary = 0
            return nil
        }
        contrary += 1
        guard contrary >= (isUp ? settings.down : settings.up) else { return nil }
        contrary = 0
        isUp.toggle()
        return isUp ? .cameUp : .wentDown
    }
}
