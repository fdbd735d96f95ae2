import Resilience
import Timebase

extension ObjectTable {
    package static let eject = ObjectTable(
        "Ejection",
        """
        Takes an instance whose answers are worse than the others' out of one caller's list for a \
        while, as Envoy's `outlier_detection` does. A timeout counts as a 504, a refused or reset \
        connection as a 503; an answer below 500 is a success.
        """,
        [
            KeyRow(
                "consecutive", "count from 1, or `\"off\"`", default: 5,
                from: "Envoy (`consecutive_5xx`)", "Failures in a row that eject at once."),
            KeyRow(
                "gatewayFailures", "count from 1", defaultText: "off",
                from: "Envoy (5, enforced on 0 %)",
                "502, 503, 504 or no answer, so many in a row, eject at once."),
            KeyRow(
                "for", "duration above zero", default: "30s",
                from: "Envoy (`base_ejection_time`)",
                "How long, times how often it was ejected; one time fewer for each interval that "
                    + "it has been back."),
            KeyRow(
                "longest", "duration, at least `for`", defaultText: "`\"300s\"`, or `for`",
                from: "Envoy (`max_ejection_time`)", "No ejection lasts longer."),
            KeyRow(
                "jitter", "duration", default: "0s", from: "Envoy (`max_ejection_time_jitter`)",
                "Up to so much longer, drawn."),
            KeyRow(
                "atMost", "ratio", default: 0.1, from: "Envoy (`max_ejection_percent`)",
                "The share of the instances that may be out at once."),
            KeyRow(
                "alwaysOne", "`true` or `false`", default: true,
                from: "Envoy before 1.31; since, `always_eject_one_host`",
                "Whether one may be out whatever `atMost` says."),
            KeyRow(
                "checksReadmit", "`true` or `false`", default: true,
                from: "Envoy (`successful_active_health_check_uneject_host`)",
                "Whether a health check that passes ends an ejection."),
            KeyRow(
                "every", "duration of at least 1ms", default: "10s", from: "Envoy (`interval`)",
                "What rates are taken over; at its end instances come back."),
            KeyRow(
                "successRate", "[Success rate](#success-rate), or `\"off\"`", default: [:],
                from: "Envoy", "Ejects whose success rate is far below the mean."),
            KeyRow(
                "failureShare", "[Failure share](#failure-share)", defaultText: "off",
                from: "Envoy (enforced on 0 %)", "Ejects whose share of failures is too high."),
            KeyRow(
                "panic", "ratio", default: 0.5, from: "Envoy (`healthy_panic_threshold`)",
                "Below this share of good instances every instance is used; 0 is never."),
        ])

    package static let successRate = ObjectTable(
        "Success rate",
        "Out goes whose rate over an interval is below mean − `deviations` · σ of all.",
        [
            KeyRow(
                "deviations", "number from 0", default: 1.9,
                from: "Envoy (`success_rate_stdev_factor`)", "The factor of σ."),
            KeyRow(
                "instances", "count from 1", default: 5,
                from: "Envoy (`success_rate_minimum_hosts`)",
                "Fewer with enough requests decide nothing."),
            KeyRow(
                "requests", "count from 1", default: 100,
                from: "Envoy (`success_rate_request_volume`)",
                "An instance counts from so many requests in an interval on."),
        ])

    package static let failureShare = ObjectTable(
        "Failure share", "Out goes of whose requests in an interval at least a share failed.",
        [
            KeyRow(
                "share", "ratio above 0", default: 0.85,
                from: "Envoy (`failure_percentage_threshold`)", "The share."),
            KeyRow(
                "instances", "count from 1", default: 5,
                from: "Envoy (`failure_percentage_minimum_hosts`)",
                "Fewer with enough requests decide nothing."),
            KeyRow(
                "requests", "count from 1", default: 50,
                from: "Envoy (`failure_percentage_request_volume`)",
                "An instance counts from so many requests in an interval on."),
        ])
}

extension Node {
    func eject() -> OutlierEjection.Settings? {
        guard let fields = Fields(self, .eject) else { return nil }
        let ejectFor = fields["for"]?.duration(aboveZero: true) ?? .seconds(30)
        let longest = fields["longest"]?.duration(aboveZero: true)
        if let longest, longest < ejectFor {
            fields["longest"]?.refuse(expected: "at least the for, \"\(ejectFor)\"")
        }
        return OutlierEjection.Settings(
            consecutive: fields["consecutive"]?.unlessOff { $0.count(in: 1...1_000_000) },
            gatewayFailures: fields["gatewayFailures"]?.count(in: 1...1_000_000),
            every: fields["every"]?.period() ?? .seconds(10), ejectFor: ejectFor,
            longest: longest ?? .seconds(300), jitter: fields["jitter"]?.duration() ?? .zero,
            atMost: fields["atMost"]?.ratio() ?? 0.1,
            alwaysOne: fields["alwaysOne"]?.flag() ?? true,
            checksReadmit: fields["checksReadmit"]?.flag() ?? true,
            successRate: fields["successRate"]?.unlessOff { $0.successRate() },
            failureShare: fields["failureShare"]?.failureShare(),
            panic: fields["panic"]?.ratio() ?? 0.5)
    }

    /// Nil, without a problem, for `"off"`.
    private func unlessOff<Value>(_ read: (Node) -> Value?) -> Value? {
        tree.string == "off" ? nil : read(self)
    }

    private func successRate() -> OutlierEjection.SuccessRate? {
        guard let fields = Fields(self, .successRate) else { return nil }
        let expected = "a number from 0 to 100, such as 1.9"
        return OutlierEjection.SuccessRate(
            deviations: fields["deviations"]?.number(in: 0...100, expected: expected) ?? 1.9,
            instances: fields["instances"]?.count(in: 1...100_000) ?? 5,
            requests: fields["requests"]?.count(in: 1...1_000_000_000) ?? 100)
    }

    private func failureShare() -> OutlierEjection.FailureShare? {
        guard let fields = Fields(self, .failureShare) else { return nil }
        return OutlierEjection.FailureShare(
            share: fields["share"]?.ratio(aboveZero: true) ?? 0.85,
            instances: fields["instances"]?.count(in: 1...100_000) ?? 5,
            requests: fields["requests"]?.count(in: 1...1_000_000_000) ?? 50)
    }
}
