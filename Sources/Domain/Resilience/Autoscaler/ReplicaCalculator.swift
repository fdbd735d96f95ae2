import Timebase

/// HPA's arithmetic for one metric: how many instances would bring it to its target.
///
/// `replica_calculator.go`, in its order. Instances fall into three groups: *unready* ones are left
/// out, *missing* ones have no metric, the others make the mean. With ratio = mean ÷ target:
/// - nobody missing, and nobody unready or ratio ≤ 1: none if within tolerance, else
///   ⌈ratio · measured⌉;
/// - else missing ones count as wholly used on the way down (100 % of their slots, or the target of
///   other metrics) and as idle on the way up, unready ones as idle on the way up; the ratio is
///   taken again over all that count. Nothing changes if it is now within tolerance, or points the
///   other way, or would move the count the other way; else ⌈ratio · counted⌉.
///
/// Of `utilization`, which stands for the resource `cpu`, an instance younger than
/// `cpuInitializationPeriod` is unready while it is not ready or has not been ready for one whole
/// window of its metric; an older one while it is not ready and never was after the first
/// `initialReadinessDelay` of its life. Of other metrics only those that do not run yet are.
///
/// It departs in that ratios within 10⁻⁹ of a whole or of the tolerance count as on it (HPA counts
/// in thousandths, and utilization in whole per cents).
struct ReplicaCalculator {
    let target: Autoscaler.Target
    let tolerance: Autoscaler.Tolerance
    let window: Duration
    let initialReadinessDelay: Duration
    let cpuInitializationPeriod: Duration

    init(_ target: Autoscaler.Target, _ settings: Autoscaler.Settings) {
        self.target = target
        tolerance = Autoscaler.Tolerance(settings)
        window = settings.every
        initialReadinessDelay = settings.initialReadinessDelay
        cpuInitializationPeriod = settings.cpuInitializationPeriod
    }

    private enum Group {
        case measured(Double)
        case unready, missing
    }

    /// The count for these instances; nil when no ready one has a metric.
    func replicas(for instances: [Autoscaler.Instance], now: Instant) -> Int? {
        var (measured, unready, missing) = (0, 0, 0)
        var sum = 0.0
        for instance in instances {
            switch group(of: instance, now: now) {
            case .measured(let value): (measured, sum) = (measured + 1, sum + value)
            case .unready: unready += 1
            case .missing: missing += 1
            }
        }
        guard measured > 0 else { return nil }
        let current = instances.count
        let ratio = sum / Double(measured) / target.value
        let growsOverUnready = unready > 0 && ratio > 1
        guard growsOverUnready || missing > 0 else {
            return tolerance.covers(ratio)
                ? current : Autoscaler.ceiling(ratio * Double(measured))
        }
        var counted = measured + (growsOverUnready ? unready : 0)
        if ratio < 1 { sum += Double(missing) * whollyUsed }
        if ratio != 1 || !isResource { counted += missing }
        return recount(current, ratio: ratio, again: sum / Double(counted) / target.value, counted)
    }

    private func recount(_ current: Int, ratio: Double, again: Double, _ counted: Int) -> Int {
        let turns = (ratio < 1 && again > 1) || (ratio > 1 && again < 1)
        guard !turns, !tolerance.covers(again) else { return current }
        let count = Autoscaler.ceiling(again * Double(counted))
        let isContrary = (again < 1 && count > current) || (again > 1 && count < current)
        return isContrary ? current : count
    }

    private var isResource: Bool { target.kind == .utilization }

    /// What a missing instance is taken to use on the way down.
    private var whollyUsed: Double { isResource ? max(1, target.value) : target.value }

    private func group(of instance: Autoscaler.Instance, now: Instant) -> Group {
        guard case .running(let isReady) = instance.phase else { return .unready }
        guard let sample = instance.sample else { return .missing }
        return isResource && isUnready(instance, isReady: isReady, now: now)
            ? .unready : .measured(target.measured(sample))
    }

    private func isUnready(_ instance: Autoscaler.Instance, isReady: Bool, now: Instant) -> Bool {
        if instance.startedAt + cpuInitializationPeriod > now {
            return !isReady || now < instance.changedAt + window
        }
        return !isReady && instance.startedAt + initialReadinessDelay > instance.changedAt
    }
}

extension Autoscaler {
    /// How far a ratio may be from 1 in each direction without a change.
    struct Tolerance {
        var up: Double
        var down: Double

        init(_ settings: Settings) {
            up = settings.scaleUp.tolerance ?? settings.tolerance
            down = settings.scaleDown.tolerance ?? settings.tolerance
        }

        func covers(_ ratio: Double) -> Bool {
            ratio <= 1 + up + 1e-9 && ratio >= 1 - down - 1e-9
        }
    }

    /// The next whole number, where a hair above one counts as on it.
    static func ceiling(_ value: Double) -> Int {
        let whole = Int(min(value, 1e9))
        return value - Double(whole) > 1e-9 ? whole + 1 : whole
    }
}
