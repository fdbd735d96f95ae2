extension ObjectTable {
    package static let autoscale = ObjectTable(
        "Autoscale",
        """
        When a service grows and shrinks: as the Kubernetes HPA v2 does, with KEDA in front of it, \
        or as a target tracking policy of AWS. Keys of one kind only are refused with another.
        """, autoscaleOfAll + autoscaleOfHPA + autoscaleOfKEDA + autoscaleOfTracking)

    private static let autoscaleOfAll = [
        KeyRow(
            "kind", "`hpa`, `keda` or `target-tracking`", default: "hpa",
            "Whose autoscaler it is."),
        KeyRow(
            "min", "count from 1; from 0 with keda", default: 1, from: "Kubernetes HPA v2",
            "Fewest instances."),
        KeyRow("max", "count from `min`", required: true, "Most instances."),
        KeyRow(
            "target", "[Autoscale target](#autoscale-target)",
            defaultText: "this or `metrics` must be written",
            "What is held constant per ready instance."),
        KeyRow(
            "metrics", "list of [Autoscale target](#autoscale-target)", defaultText: "`target`",
            from: "Kubernetes HPA v2",
            "Several of them: the largest count is taken; while one cannot be told, the service "
                + "does not shrink."),
        KeyRow(
            "every", "duration of at least 1ms", defaultText: "`\"15s\"`; target-tracking `\"1m\"`",
            from: "Kubernetes HPA v2; CloudWatch", "How often it looks."),
        KeyRow(
            "startup", "duration or distribution", default: "0s",
            "From the decision until a new instance serves."),
    ]

    private static let autoscaleOfHPA = [
        KeyRow(
            "tolerance", "ratio", default: 0.1, from: "Kubernetes HPA v2",
            "hpa, keda: no change while measured ÷ target is so near to 1."),
        KeyRow(
            "scaleUp", "[Autoscale rules](#autoscale-rules)",
            defaultText: "no window; the larger of 100 % and 4 instances per 15 s",
            from: "Kubernetes HPA v2", "hpa, keda: how fast it grows."),
        KeyRow(
            "scaleDown", "[Autoscale rules](#autoscale-rules)",
            defaultText: "a window of 300 s; 100 % per 15 s", from: "Kubernetes HPA v2",
            "hpa, keda: how fast it shrinks."),
        KeyRow(
            "initialReadinessDelay", "duration", default: "30s",
            from: "Kubernetes HPA v2 (`--horizontal-pod-autoscaler-initial-readiness-delay`)",
            "hpa, keda: an instance that was never ready later than so long after its start is not "
                + "measured (utilization)."),
        KeyRow(
            "cpuInitializationPeriod", "duration", default: "5m",
            from: "Kubernetes HPA v2 (`--horizontal-pod-autoscaler-cpu-initialization-period`)",
            "hpa, keda: so long after its start an instance is measured only once it has been "
                + "ready for a whole `every` (utilization)."),
        KeyRow(
            "forecast", "[Autoscale forecast](#autoscale-forecast)", defaultText: "none",
            "hpa, keda: looks ahead as well; the larger of what is and what is expected counts."),
    ]

    private static let autoscaleOfKEDA = [
        KeyRow(
            "pollingInterval", "duration of at least 1ms", default: "30s", from: "KEDA",
            "keda: how often it looks whether the service is in use at all."),
        KeyRow(
            "cooldownPeriod", "duration", default: "5m", from: "KEDA",
            "keda: without use for longer than that it goes from any number to 0."),
        KeyRow(
            "activation", "number from 0", default: 0, from: "KEDA (`activationThreshold`)",
            "keda: in use is a service while a metric's total is above it."),
        KeyRow(
            "fallback", "[Autoscale fallback](#autoscale-fallback)", defaultText: "none",
            from: "KEDA", "keda: the count while its metrics cannot be told."),
    ]

    private static let autoscaleOfTracking = [
        KeyRow(
            "scaleOutAfter", "count from 1", default: 3, from: "AWS (the high alarm)",
            "target-tracking: looks in a row above the target until it grows."),
        KeyRow(
            "scaleInAfter", "count from 1", default: 15, from: "AWS (the low alarm)",
            "target-tracking: looks in a row below 90 % of the target until it shrinks."),
        KeyRow(
            "warmup", "duration", default: "5m", from: "AWS (default cooldown)",
            "target-tracking: so long an instance that serves is not measured, and nobody leaves."),
        KeyRow(
            "disableScaleIn", "`true` or `false`", default: false, from: "AWS",
            "target-tracking: it only grows."),
    ]

    package static let autoscaleTarget = ObjectTable(
        "Autoscale target",
        "Exactly one: the mean over the last `every`, per ready instance; with keda the total is "
            + "divided by it.",
        [
            KeyRow("utilization", "ratio above 0", "Busy slots ÷ slots."),
            KeyRow("inFlight", "number above 0", "Busy and waiting requests."),
            KeyRow("rate", "rate above 0", "Arrivals a second."),
            KeyRow("queue", "number above 0", "Waiting requests."),
        ])

    package static let autoscaleRules = ObjectTable(
        "Autoscale rules", "HPA's `behavior.scaleUp` and `behavior.scaleDown`.",
        [
            KeyRow(
                "window", "duration", defaultText: "up `\"0s\"`, down `\"300s\"`",
                from: "Kubernetes HPA v2 (`stabilizationWindowSeconds`)",
                "Up takes the lowest, down the highest recommendation of so long a past."),
            KeyRow(
                "select", "`max`, `min` or `disabled`", default: "max",
                from: "Kubernetes HPA v2 (`selectPolicy`)", "Which of several policies holds."),
            KeyRow(
                "policies", "list of [Autoscale policy](#autoscale-policy)",
                defaultText: "as for the whole rules", from: "Kubernetes HPA v2",
                "How much may change in how long."),
            KeyRow(
                "tolerance", "ratio", defaultText: "the autoscaler's",
                from: "Kubernetes HPA v2, 1.33", "Of this direction alone."),
        ])

    package static let autoscalePolicy = ObjectTable(
        "Autoscale policy", "One of `instances` and `percent`, and the time it is for.",
        [
            KeyRow("instances", "count from 1", "So many instances."),
            KeyRow(
                "percent", "number above 0, or a percentage",
                "So many per cent of the current ones."),
            KeyRow("per", "duration above zero", required: true, "In any so long a time."),
        ])

    package static let autoscaleForecast = ObjectTable(
        "Autoscale forecast",
        "The least-squares line through the load of each metric, read ahead of now.",
        [
            KeyRow(
                "window", "duration above zero", default: "1m",
                "Of how long a past the line is drawn; three looks at least."),
            KeyRow(
                "ahead", "duration", defaultText: "a typical `startup`",
                "How far ahead the line is read."),
        ])

    package static let autoscaleFallback = ObjectTable(
        "Autoscale fallback", "KEDA's `fallback`.",
        [
            KeyRow(
                "failureThreshold", "count from 0", default: 3, from: "KEDA",
                "More failed polls in a row than that bring the fallback."),
            KeyRow(
                "replicas", "count from 1 to `max`", required: true, "How many there are then."),
        ])
}
