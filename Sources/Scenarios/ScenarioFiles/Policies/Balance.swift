import Resilience
import Timebase

extension ObjectTable {
    static let balanceWords =
        "`round-robin`, `random`, `least-requests`, `two-choices` or `peak-ewma`"

    package static let balance = ObjectTable(
        "Balance", "How a caller picks an instance of its callee, and among whom.",
        [
            KeyRow(
                "by", balanceWords, default: "round-robin",
                "How it picks; `two-choices` and `peak-ewma` draw without replacement, as "
                    + "Finagle's P2C."),
            KeyRow(
                "weights", "list of numbers above 0", defaultText: "all the same",
                "The i-th instance has the i-th weight, in turn. Round robin is nginx's smooth "
                    + "one, `random` draws by weight, requests in flight are reckoned with as in "
                    + "Envoy: weight ÷ (requests + 1). Not with `peak-ewma`."),
            KeyRow(
                "slowStart", "[Slow start](#slow-start)", defaultText: "none",
                "New instances grow into their share. Not with `peak-ewma`."),
            KeyRow(
                "zoneAware", "[Zone-aware](#zone-aware)", defaultText: "none",
                "Keeps calls in the caller's zone, as far as that leaves all instances with the "
                    + "same load."),
            KeyRow(
                "panic", "ratio", defaultText: "of `eject`; else never",
                from: "Envoy (`healthy_panic_threshold`)",
                "Below this share of good instances every instance is used; 0 is never."),
        ])

    package static let slowStart = ObjectTable(
        "Slow start",
        "Envoy's: weight · max((age ÷ `window`)^(1 ÷ `aggression`), `least`), from an instance's "
            + "first call on, and again after a health check has put it back.",
        [
            KeyRow("window", "duration above zero", required: true, "How long it lasts."),
            KeyRow(
                "aggression", "number above 0", default: 1, from: "Envoy",
                "1 grows evenly, more grows fast at first."),
            KeyRow(
                "least", "ratio above 0", default: 0.1, from: "Envoy (`min_weight_percent`)",
                "No factor is smaller."),
        ])

    package static let zoneAware = ObjectTable(
        "Zone-aware",
        "Envoy's: all calls stay where the zone has at least as large a share of the callee's "
            + "instances as of the caller's; else what is over goes where there is room.",
        [
            KeyRow(
                "minimum", "count from 1", default: 6, from: "Envoy (`min_cluster_size`)",
                "With fewer good instances of the callee zones do not matter."),
            KeyRow(
                "direct", "`true` or `false`", default: false,
                from: "Envoy (`force_locality_direct_routing`)",
                "All calls stay in a zone with a good instance, whatever that does to it."),
        ])
}

/// What stands for a whole object.
private enum BalanceWord: String, CaseIterable {
    case roundRobin = "round-robin"
    case random
    case leastRequests = "least-requests"
    case twoChoices = "two-choices"
    case peakEWMA = "peak-ewma"
    /// Round robin, zone-aware.
    case zoneAware = "zone-aware"
}

extension Node {
    /// A word, or an object.
    func balance() -> Balancer.Settings? {
        guard tree.members != nil else {
            return word(BalanceWord.self).map { word in
                guard let balance = Balance(rawValue: word.rawValue) else {
                    return Balancer.Settings(zoneAware: ZoneRouting.Settings())
                }
                return Balancer.Settings(balance)
            }
        }
        guard let fields = Fields(self, .balance) else { return nil }
        var settings = Balancer.Settings(fields["by"]?.word(Balance.self) ?? .roundRobin)
        settings.weights = fields["weights"]?.weights() ?? []
        settings.slowStart = fields["slowStart"]?.slowStart()
        settings.zoneAware = fields["zoneAware"]?.zoneAware()
        settings.panic = fields["panic"]?.ratio()
        guard settings.by == .peakEWMA else { return settings }
        for key in ["weights", "slowStart"] {
            fields.written(key)?.report(
                "peak-ewma knows no \(key)", expected: "another `by`, such as \"two-choices\"")
        }
        return settings
    }

    private func weights() -> [Double]? {
        let expected = "a number above 0, such as 3"
        guard let nodes = elements(expected: "a list of numbers, such as [3, 1]") else {
            return nil
        }
        if nodes.isEmpty { refuse(expected: "at least one weight, such as [3, 1]") }
        return nodes.compactMap { $0.number(in: 1e-6...1e6, expected: expected) }
    }

    private func slowStart() -> SlowStart? {
        guard let fields = Fields(self, .slowStart) else { return nil }
        let expected = "a number above 0, such as 1.5"
        let aggression = fields["aggression"]?.number(in: 0.01...100, expected: expected)
        let least = fields["least"]?.ratio(aboveZero: true)
        guard let window = fields["window"]?.duration(aboveZero: true) else { return nil }
        return SlowStart(window: window, aggression: aggression ?? 1, least: least ?? 0.1)
    }

    private func zoneAware() -> ZoneRouting.Settings? {
        guard let fields = Fields(self, .zoneAware) else { return nil }
        return ZoneRouting.Settings(
            minimum: fields["minimum"]?.count(in: 1...100_000) ?? 6,
            direct: fields["direct"]?.flag() ?? false)
    }
}
